//! Fonts: how wide a text is, and which pixels it covers.
//!
//! A subset of Inter and one of Noto Sans SC with the common Chinese characters (both SIL Open Font License, see
//! `assets/fonts`) are compiled in, so no font has to be installed and the same rows give the same pixels everywhere.
//! Only for a character that neither has are the fonts of the machine asked. This module does not know what is
//! written, nor on what.

use std::cell::OnceCell;

use ab_glyph::{Font, FontArc, PxScale, ScaleFont, point};

use super::ChartError;
use super::machine_fonts;
use super::scene::Weight;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular-subset.otf");
const SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold-subset.otf");
/// Level 1 of GB 2312 (3,755 characters), its punctuation, full-width forms, kana, Greek and Cyrillic.
const CHINESE: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular-subset.otf");

/// Families for a browser: the embedded one first, then what systems bring along.
pub(super) const FAMILIES: &str = "Inter, 'Open Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/// Distance from the middle of the capitals down to the base line, in em.
pub(super) const HALF_CAPITAL: f64 = 0.36;
/// How much wider the widest font is that a browser may fall back to, where the embedded one is not installed: `DejaVu Sans`.
/// Headings, keys and axes leave so much room, for programs that do not keep to the length that a text is given.
pub(super) const WIDE: f64 = 1.15;
/// How far a letter is moved and drawn again where a semi-bold is wanted of a font that has none, in em.
const DOUBLED: f64 = 0.03;

/// Both weights, ready to measure and to draw.
#[derive(Debug)]
pub(super) struct Fonts {
    regular: FontArc,
    semi_bold: FontArc,
    chinese: FontArc,
    /// Fonts of the machine, once they have been looked for.
    machine: OnceCell<Vec<FontArc>>,
}

impl Fonts {
    /// Reads the embedded fonts; fails only if the build carries damaged files.
    pub(super) fn load() -> Result<Self, ChartError> {
        let read = |bytes| FontArc::try_from_slice(bytes).map_err(|_| ChartError::Font);
        Ok(Self {
            regular: read(REGULAR)?,
            semi_bold: read(SEMI_BOLD)?,
            chinese: read(CHINESE)?,
            machine: OnceCell::new(),
        })
    }

    fn own(&self, weight: Weight) -> &FontArc {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semi_bold,
        }
    }

    /// A font that has the letter, if there is one.
    fn face_with(&self, letter: char, weight: Weight) -> Option<&FontArc> {
        let own = self.own(weight);
        // What is no letter needs no glyph.
        if has(own, letter) || letter.is_control() {
            return Some(own);
        }
        if has(&self.chinese, letter) {
            return Some(&self.chinese);
        }
        self.machine.get_or_init(machine_fonts::find).iter().find(|face| has(face, letter))
    }

    /// The font for a letter; one that no font has is drawn as the box of the embedded one.
    fn face(&self, letter: char, weight: Weight) -> &FontArc {
        self.face_with(letter, weight).unwrap_or_else(|| self.own(weight))
    }

    /// The letters of a text for which there is no font.
    pub(super) fn missing(&self, words: &str) -> impl Iterator<Item = char> {
        words
            .chars()
            .filter(|letter| !is_joint(*letter) && self.face_with(*letter, Weight::Regular).is_none())
    }

    /// The scale at which one em is `size` pixels.
    fn scale(face: &FontArc, size: f64) -> PxScale {
        let em = face.units_per_em().unwrap_or(1000.0);
        PxScale::from(size as f32 * face.height_unscaled() / em)
    }

    /// Width of a text in the unit of `size`.
    pub(super) fn width(&self, words: &str, size: f64, weight: Weight) -> f64 {
        let wide = |letter| {
            let face = self.face(letter, weight);
            let scaled = face.as_scaled(Self::scale(face, size));
            f64::from(scaled.h_advance(scaled.glyph_id(letter)))
        };
        words.chars().filter(|letter| !is_joint(*letter)).map(wide).sum()
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
        let mut x = left as f32;
        for letter in words.chars().filter(|letter| !is_joint(*letter)) {
            let face = self.face(letter, weight);
            let scale = Self::scale(face, size);
            let scaled = face.as_scaled(scale);
            let id = scaled.glyph_id(letter);
            let doubled = weight == Weight::SemiBold && !has(self.own(weight), letter);
            let again = doubled.then_some(x + (DOUBLED * size) as f32);
            for x in std::iter::once(x).chain(again) {
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
            }
            x += scaled.h_advance(id);
        }
    }
}

fn has(face: &FontArc, letter: char) -> bool {
    face.glyph_id(letter).0 != 0
}

/// Whether a character only says how its neighbours are drawn: joiners and variation selectors.
fn is_joint(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}')
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

    /// Every character of level 1 of GB 2312 is drawn by the embedded font, whatever the machine has.
    #[test]
    fn common_chinese_characters_are_at_hand() {
        let fonts = Fonts::load().unwrap();
        for letter in "春节高峰人工审核自动通过拒绝申诉团队夜班，。（）“”、：；！？￥％０９".chars()
        {
            let found = [&fonts.regular, &fonts.chinese].iter().any(|face| has(face, letter));
            assert!(found, "no glyph for {letter:?}");
        }
        assert!(fonts.machine.get().is_none());
        assert_eq!(fonts.missing("春节 peak 高峰").next(), None);
        assert!(fonts.machine.get().is_none(), "the machine was asked for what is at hand");
        let covered = |weight| {
            let mut ink = 0.0;
            fonts.cover("审核", 40.0, weight, (0.0, 40.0), |_, _, coverage| ink += coverage);
            ink
        };
        let (regular, semi_bold) = (covered(Weight::Regular), covered(Weight::SemiBold));
        assert!(regular > 100.0 && semi_bold > 1.2 * regular, "{regular} {semi_bold}");
    }

    /// A private character has no glyph anywhere; it is told, and drawn as a box that takes room.
    #[test]
    fn what_no_font_has_is_told() {
        let fonts = Fonts::load().unwrap();
        assert_eq!(fonts.missing("a\u{10fffd}b\u{200d}\t").collect::<String>(), "\u{10fffd}");
        assert!(fonts.width("\u{10fffd}", 13.0, Weight::Regular) > 3.0);
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
