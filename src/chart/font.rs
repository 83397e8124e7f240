//! The embedded font: how wide a text is, and which pixels it covers.
//!
//! A subset of Inter (SIL Open Font License, see `assets/fonts`) is compiled in, so no font has to
//! be installed and the same rows give the same pixels everywhere. This module does not know what
//! is written, nor on what.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

use super::ChartError;
use super::scene::Weight;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular-subset.otf");
const SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold-subset.otf");

/// Families for a browser: the embedded one first, then what systems bring along.
pub(super) const FAMILIES: &str = "Inter, 'Open Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/// Distance from the middle of the capitals down to the base line, in em.
pub(super) const HALF_CAPITAL: f64 = 0.36;

/// Both weights, ready to measure and to draw.
#[derive(Debug)]
pub(super) struct Fonts {
    regular: FontRef<'static>,
    semi_bold: FontRef<'static>,
}

impl Fonts {
    /// Reads the embedded fonts; fails only if the build carries damaged files.
    pub(super) fn load() -> Result<Self, ChartError> {
        let read = |bytes| FontRef::try_from_slice(bytes).map_err(|_| ChartError::Font);
        Ok(Self { regular: read(REGULAR)?, semi_bold: read(SEMI_BOLD)? })
    }

    fn face(&self, weight: Weight) -> &FontRef<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semi_bold,
        }
    }

    /// The scale at which one em is `size` pixels.
    fn scale(face: &FontRef<'static>, size: f64) -> PxScale {
        let em = face.units_per_em().unwrap_or(1000.0);
        PxScale::from(size as f32 * face.height_unscaled() / em)
    }

    /// Width of a text in the unit of `size`.
    pub(super) fn width(&self, words: &str, size: f64, weight: Weight) -> f64 {
        let face = self.face(weight);
        let scaled = face.as_scaled(Self::scale(face, size));
        words.chars().map(|letter| f64::from(scaled.h_advance(scaled.glyph_id(letter)))).sum()
    }

    /// The text, shortened with an ellipsis until it is at most `width` wide.
    pub(super) fn fit(&self, words: &str, size: f64, weight: Weight, width: f64) -> String {
        if self.width(words, size, weight) <= width {
            return words.to_owned();
        }
        let mut kept: Vec<char> = words.chars().collect();
        while kept.pop().is_some() {
            let short = format!("{}…", kept.iter().collect::<String>().trim_end());
            if self.width(&short, size, weight) <= width {
                return short;
            }
        }
        String::new()
    }

    /// Calls `pixel` with the position and coverage (0..1) of every pixel the text touches.
    ///
    /// The text starts at `left` and stands on `baseline`.
    pub(super) fn cover(
        &self,
        words: &str,
        size: f64,
        weight: Weight,
        (left, baseline): (f64, f64),
        mut pixel: impl FnMut(i32, i32, f64),
    ) {
        let face = self.face(weight);
        let scale = Self::scale(face, size);
        let scaled = face.as_scaled(scale);
        let mut x = left as f32;
        for letter in words.chars() {
            let id = scaled.glyph_id(letter);
            let glyph = id.with_scale_and_position(scale, point(x, baseline as f32));
            if let Some(outline) = face.outline_glyph(glyph) {
                let corner = outline.px_bounds().min;
                outline.draw(|dx, dy, coverage| {
                    pixel(
                        corner.x as i32 + dx as i32,
                        corner.y as i32 + dy as i32,
                        f64::from(coverage.clamp(0.0, 1.0)),
                    );
                });
            }
            x += scaled.h_advance(id);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_sign_the_figures_use_has_a_glyph() {
        let fonts = Fonts::load().unwrap();
        let signs = "AZaz09 %.,;:()+-/–—·±×¥≥≤’“”→←↑↓−…é";
        for face in [&fonts.regular, &fonts.semi_bold] {
            for sign in signs.chars() {
                assert_ne!(face.glyph_id(sign).0, 0, "no glyph for {sign:?}");
            }
        }
    }

    #[test]
    fn width_grows_in_proportion_to_size() {
        let fonts = Fonts::load().unwrap();
        let at = |size| fonts.width("Approval 12.5%", size, Weight::Regular);
        assert!((at(26.0) / at(13.0) - 2.0).abs() < 1e-4);
    }

    #[test]
    fn a_fitted_text_is_never_wider_than_asked() {
        let fonts = Fonts::load().unwrap();
        for width in [0.0, 5.0, 40.0, 120.0] {
            let short = fonts.fit("a rather long segment value", 13.0, Weight::Regular, width);
            assert!(fonts.width(&short, 13.0, Weight::Regular) <= width);
        }
        assert_eq!(fonts.fit("short", 13.0, Weight::Regular, 100.0), "short");
    }
}
