//! Colours and measures shared by every figure.
//!
//! The hues are those of Okabe and Ito (2008), "Color Universal Design", which stay apart under
//! the common forms of colour blindness; meaning is also carried by position, shape or words.

/// An opaque or translucent colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colour {
    /// Red, green and blue.
    pub(super) rgb: (u8, u8, u8),
    /// Opacity, 0..1.
    pub(super) alpha: f64,
}

impl Colour {
    const fn opaque(red: u8, green: u8, blue: u8) -> Self {
        Self { rgb: (red, green, blue), alpha: 1.0 }
    }

    /// The same colour, let through.
    pub(super) const fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
}

/// Paper.
pub(super) const PAPER: Colour = Colour::opaque(255, 255, 255);
/// Titles and labels.
pub(super) const INK: Colour = Colour::opaque(31, 41, 51);
/// Axes, notes and second lines.
pub(super) const MUTED: Colour = Colour::opaque(97, 110, 124);
/// Grid lines.
pub(super) const GRID: Colour = Colour::opaque(228, 232, 237);
/// Axis lines.
pub(super) const RULE: Colour = Colour::opaque(168, 176, 186);
/// Days off, and other quiet backgrounds.
pub(super) const SHADE: Colour = Colour::opaque(240, 242, 245);
/// The main series, and "done".
pub(super) const BLUE: Colour = Colour::opaque(0, 114, 178);
/// Half-way between done and not done.
pub(super) const SKY: Colour = Colour::opaque(86, 180, 233);
/// A second series.
pub(super) const VERMILLION: Colour = Colour::opaque(213, 94, 0);
/// "Not done".
pub(super) const ORANGE: Colour = Colour::opaque(230, 159, 0);
/// What ended well.
pub(super) const GREEN: Colour = Colour::opaque(0, 158, 115);
/// Columns behind a blue dot.
pub(super) const PALE_BLUE: Colour = Colour::opaque(209, 229, 240);
/// Bars behind a line.
pub(super) const PALE_GREEN: Colour = Colour::opaque(102, 190, 163);
/// A further series (Okabe and Ito's reddish purple).
pub(super) const PURPLE: Colour = Colour::opaque(204, 121, 167);
/// A further series; darker than vermillion to every eye.
pub(super) const BROWN: Colour = Colour::opaque(110, 62, 20);
/// A neutral series.
pub(super) const GREY: Colour = Colour::opaque(140, 149, 159);

/// Nominal width of every figure, in pixels.
pub(super) const WIDTH: f64 = 960.0;
/// Nominal height of a figure, unless its rows ask for more.
pub(super) const HEIGHT: f64 = 540.0;
/// Margin on the left and right.
pub(super) const MARGIN: f64 = 32.0;
/// First row below the title and subtitle.
pub(super) const BODY_TOP: f64 = 92.0;
/// Height kept free at the foot for the note.
pub(super) const FOOT: f64 = 40.0;

/// Size of axis labels and notes.
pub(super) const SMALL: f64 = 12.0;
/// Size of labels.
pub(super) const LABEL: f64 = 13.5;
/// Size of panel headings.
pub(super) const HEADING: f64 = 14.0;
/// Size of the figure's title.
pub(super) const TITLE: f64 = 19.0;
