//! A picture as a list of shapes in nominal pixels, before any backend is chosen.
//!
//! Figures are laid out once, here, and painted twice (SVG and PNG) from the same list, so the two
//! can never disagree. The origin is the upper left corner and `y` grows downwards. This module
//! does not know what the shapes mean, and does not know the backends.

use super::theme::{Colour, INK, MUTED};

/// A position in nominal pixels.
pub(super) type Point = (f64, f64);

/// Where a text's anchor lies horizontally. Vertically it is always the middle of the capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// The text starts at the anchor.
    Left,
    /// The text is centred on the anchor.
    Centre,
    /// The text ends at the anchor.
    Right,
}

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Running text and labels.
    Regular,
    /// Titles and numbers that matter.
    SemiBold,
}

/// How a text looks; its position and words come separately.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextStyle {
    /// Height of the em square in nominal pixels.
    pub(super) size: f64,
    /// Weight of the letters.
    pub(super) weight: Weight,
    /// Colour of the letters.
    pub(super) colour: Colour,
    /// Horizontal anchor.
    pub(super) align: Align,
}

impl TextStyle {
    /// Dark regular text of the given size, starting at its anchor.
    pub(super) const fn new(size: f64) -> Self {
        Self { size, weight: Weight::Regular, colour: INK, align: Align::Left }
    }

    /// The same in the quiet colour of axes and notes.
    pub(super) const fn muted(self) -> Self {
        self.colour(MUTED)
    }

    /// The same in another colour.
    pub(super) const fn colour(mut self, colour: Colour) -> Self {
        self.colour = colour;
        self
    }

    /// The same in semi-bold.
    pub(super) const fn bold(mut self) -> Self {
        self.weight = Weight::SemiBold;
        self
    }

    /// The same with another anchor.
    pub(super) const fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }
}

/// One thing to paint.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// An open line through the points.
    Path { points: Vec<Point>, colour: Colour, width: f64 },
    /// A filled polygon.
    Area { points: Vec<Point>, colour: Colour },
    /// A filled rectangle, from its upper left to its lower right corner.
    Rect { from: Point, to: Point, colour: Colour },
    /// A filled disc.
    Disc { centre: Point, radius: f64, colour: Colour },
    /// A line of text.
    Text { at: Point, words: String, style: TextStyle },
}

/// A picture: its size and its shapes, painted in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scene {
    /// Width in nominal pixels.
    pub(super) width: f64,
    /// Height in nominal pixels.
    pub(super) height: f64,
    /// What to paint, back to front.
    pub(super) shapes: Vec<Shape>,
}

impl Scene {
    /// An empty picture.
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { width, height, shapes: Vec::new() }
    }

    /// Adds an open line; fewer than two points draw nothing.
    pub(super) fn path(&mut self, points: Vec<Point>, colour: Colour, width: f64) {
        if points.len() > 1 {
            self.shapes.push(Shape::Path { points, colour, width });
        }
    }

    /// Adds a straight line.
    pub(super) fn line(&mut self, from: Point, to: Point, colour: Colour, width: f64) {
        self.path(vec![from, to], colour, width);
    }

    /// Adds a filled polygon; fewer than three points draw nothing.
    pub(super) fn area(&mut self, points: Vec<Point>, colour: Colour) {
        if points.len() > 2 {
            self.shapes.push(Shape::Area { points, colour });
        }
    }

    /// Adds a filled rectangle between two opposite corners.
    pub(super) fn rect(&mut self, a: Point, b: Point, colour: Colour) {
        self.shapes.push(Shape::Rect {
            from: (a.0.min(b.0), a.1.min(b.1)),
            to: (a.0.max(b.0), a.1.max(b.1)),
            colour,
        });
    }

    /// Adds a filled disc.
    pub(super) fn disc(&mut self, centre: Point, radius: f64, colour: Colour) {
        self.shapes.push(Shape::Disc { centre, radius, colour });
    }

    /// Adds a line of text; an empty one draws nothing.
    pub(super) fn text(&mut self, at: Point, words: impl Into<String>, style: TextStyle) {
        // A name from a file may hold control characters, which no SVG may.
        let words = words.into().replace(char::is_control, " ");
        if !words.is_empty() {
            self.shapes.push(Shape::Text { at, words, style });
        }
    }
}
