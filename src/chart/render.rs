//! Paints a scene with plotters: once as SVG, once as PNG at twice the nominal size.
//!
//! The SVG is drawn on a finer grid than its nominal size (a `viewBox` scales it back), because
//! the backends know whole pixels only. The bitmap is drawn four times as large and averaged
//! down by two, which smooths every edge alike. This module does not know what is pictured.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use plotters::backend::{BitMapBackend, SVGBackend};
use plotters_backend::{BackendColor, BackendStyle, DrawingBackend, DrawingErrorKind};

use super::ChartError;
use super::font::{FAMILIES, Fonts, HALF_CAPITAL};
use super::scene::{Align, Point, Scene, Shape, TextStyle, Weight};
use super::theme::Colour;

/// Grid steps of the SVG for each nominal pixel.
const SVG_SCALE: f64 = 4.0;
/// Pixels drawn for each nominal pixel, before averaging.
const DRAWN_SCALE: f64 = 4.0;
/// Drawn pixels averaged into one, in each direction.
const AVERAGED: u32 = 2;
/// Plotters' ratio between the height of a font and its em square.
const PLOTTERS_EM: f64 = 1.24;

/// A stroke or a fill, as the backends want it.
struct Pen {
    colour: Colour,
    width: f64,
}

impl BackendStyle for Pen {
    fn color(&self) -> BackendColor {
        backend_colour(self.colour)
    }

    fn stroke_width(&self) -> u32 {
        self.width.round().max(1.0) as u32
    }
}

fn backend_colour(colour: Colour) -> BackendColor {
    BackendColor { rgb: colour.rgb, alpha: colour.alpha }
}

// By value, because `map_err` hands the error over.
#[allow(clippy::needless_pass_by_value)]
fn failed<E: std::error::Error + Send + Sync>(error: DrawingErrorKind<E>) -> ChartError {
    ChartError::Backend(error.to_string())
}

fn grid((x, y): Point, scale: f64) -> (i32, i32) {
    ((x * scale).round() as i32, (y * scale).round() as i32)
}

/// Paints every shape, leaving texts to `write`, since only the SVG carries letters.
fn paint<B: DrawingBackend>(
    scene: &Scene,
    scale: f64,
    backend: &mut B,
    mut write: impl FnMut(&mut B, Point, &str, &TextStyle) -> Result<(), ChartError>,
) -> Result<(), ChartError> {
    for shape in &scene.shapes {
        match shape {
            Shape::Path { points, colour, width } => {
                let pen = Pen { colour: *colour, width: width * scale };
                backend.draw_path(points.iter().map(|&point| grid(point, scale)), &pen).map_err(failed)?;
            }
            Shape::Area { points, colour } => backend
                .fill_polygon(points.iter().map(|&point| grid(point, scale)), &backend_colour(*colour))
                .map_err(failed)?,
            Shape::Rect { from, to, colour } => backend
                .draw_rect(grid(*from, scale), grid(*to, scale), &backend_colour(*colour), true)
                .map_err(failed)?,
            Shape::Disc { centre, radius, colour } => backend
                .draw_circle(
                    grid(*centre, scale),
                    (radius * scale).round() as u32,
                    &backend_colour(*colour),
                    true,
                )
                .map_err(failed)?,
            Shape::Text { at, words, style } => write(backend, *at, words, style)?,
        }
    }
    backend.present().map_err(failed)
}

/// The scene as a stand-alone SVG document, titled for screen readers.
pub(super) fn svg(scene: &Scene, fonts: &Fonts, title: &str) -> Result<String, ChartError> {
    use plotters::style::text_anchor::{HPos, Pos, VPos};
    use plotters::style::{Color, FontStyle, IntoFont, RGBColor};

    let (width, height) = grid((scene.width, scene.height), SVG_SCALE);
    let mut text = String::new();
    let mut lengths = Vec::new();
    {
        let mut backend = SVGBackend::with_string(&mut text, (width as u32, height as u32));
        paint(scene, SVG_SCALE, &mut backend, |backend, at, words, style| {
            let weight = match style.weight {
                Weight::Regular => FontStyle::Normal,
                Weight::SemiBold => FontStyle::Bold,
            };
            let anchor = match style.align {
                Align::Left => HPos::Left,
                Align::Centre => HPos::Center,
                Align::Right => HPos::Right,
            };
            let (red, green, blue) = style.colour.rgb;
            lengths.push(SVG_SCALE * fonts.width(words, style.size, style.weight));
            let font = (FAMILIES, style.size * SVG_SCALE * PLOTTERS_EM, weight).into_font();
            let ink = RGBColor(red, green, blue).mix(style.colour.alpha);
            let look = plotters::style::TextStyle::from(font).color(&ink).pos(Pos::new(anchor, VPos::Center));
            backend.draw_text(words, &look, grid(at, SVG_SCALE)).map_err(failed)
        })?;
    }
    Ok(dress(&measured(&text, &lengths), scene, title, (width, height)))
}

/// Gives every text the length that it has in the embedded font. A browser that has another, wider one then draws letters
/// more narrowly, so that no text leaves the page or runs into its neighbour.
fn measured(text: &str, lengths: &[f64]) -> String {
    const TEXT: &str = "<text ";
    let mut parts = text.split(TEXT);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, length) in parts.zip(lengths) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{TEXT}textLength=\"{length:.0}\" lengthAdjust=\"spacingAndGlyphs\" {part}");
    }
    out
}

/// Gives the document its nominal size, a title, and the measures of the embedded font.
fn dress(text: &str, scene: &Scene, title: &str, (width, height): (i32, i32)) -> String {
    let body = text.find('>').map_or("", |end| &text[end + 1..]);
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let body = body
        .replace("dy=\"0.5ex\"", &format!("dy=\"{HALF_CAPITAL}em\""))
        .replace("font-weight=\"bold\"", "font-weight=\"600\"")
        .replace("&apos;", "'");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{title}</title>{body}",
        scene.width, scene.height,
    )
}

/// The scene as a PNG file, two pixels for each nominal one, and the characters for which there was no font.
pub(super) fn png(scene: &Scene, fonts: &Fonts) -> Result<(Vec<u8>, Vec<char>), ChartError> {
    let mut undrawn = BTreeSet::new();
    // Even sizes, so that the averaging below never meets half a block.
    let width = AVERAGED * (scene.width * DRAWN_SCALE / f64::from(AVERAGED)).ceil() as u32;
    let height = AVERAGED * (scene.height * DRAWN_SCALE / f64::from(AVERAGED)).ceil() as u32;
    let mut drawn = vec![255_u8; width as usize * height as usize * 3];
    {
        let mut backend = BitMapBackend::with_buffer(&mut drawn, (width, height));
        paint(scene, DRAWN_SCALE, &mut backend, |backend, at, words, style| {
            let size = style.size * DRAWN_SCALE;
            let length = fonts.width(words, size, style.weight);
            let left = at.0 * DRAWN_SCALE
                - match style.align {
                    Align::Left => 0.0,
                    Align::Centre => length / 2.0,
                    Align::Right => length,
                };
            let start = (left, at.1 * DRAWN_SCALE + HALF_CAPITAL * size);
            let mut outcome = Ok(());
            undrawn.extend(fonts.missing(words));
            fonts.cover(words, size, style.weight, start, |x, y, coverage| {
                let inside = x >= 0 && y >= 0 && x < width as i32 && y < height as i32;
                if inside && outcome.is_ok() {
                    let alpha = style.colour.alpha * coverage;
                    let colour = backend_colour(style.colour.alpha(alpha));
                    outcome = backend.draw_pixel((x, y), colour);
                }
            });
            outcome.map_err(failed)
        })?;
    }
    let file = encode(&average(&drawn, width), width / AVERAGED, height / AVERAGED)?;
    Ok((file, undrawn.into_iter().collect()))
}

/// Averages square blocks of drawn pixels into one.
fn average(drawn: &[u8], width: u32) -> Vec<u8> {
    let step = AVERAGED as usize;
    let row = width as usize * 3;
    let mut small = Vec::with_capacity(drawn.len() / (step * step));
    for rows in drawn.chunks_exact(row * step) {
        for column in 0..width as usize / step {
            for channel in 0..3 {
                let mut sum = 0_usize;
                for y in 0..step {
                    for x in 0..step {
                        sum += usize::from(rows[y * row + (column * step + x) * 3 + channel]);
                    }
                }
                let count = step * step;
                small.push(u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX));
            }
        }
    }
    small
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ChartError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::theme::{BLUE, PAPER};
    use super::*;

    fn sample() -> Scene {
        let mut scene = Scene::new(101.0, 51.0);
        scene.rect((0.0, 0.0), (101.0, 51.0), PAPER);
        scene.rect((10.0, 10.0), (30.0, 30.0), BLUE);
        scene.text((50.0, 20.0), "a < b & c", TextStyle::new(12.0).bold());
        scene
    }

    #[test]
    fn the_bitmap_is_twice_the_nominal_size() {
        let (file, undrawn) = png(&sample(), &Fonts::load().unwrap()).unwrap();
        assert!(undrawn.is_empty());
        let reader = png::Decoder::new(std::io::Cursor::new(file)).read_info();
        let info = reader.unwrap().info().size();
        assert_eq!(info, (202, 102));
    }

    /// Without Inter, titles left the page on the right and keys stood on headings.
    #[test]
    fn every_text_has_the_length_of_the_embedded_font() {
        let fonts = Fonts::load().unwrap();
        let mut scene = sample();
        scene.text((10.0, 40.0), "twice as large", TextStyle::new(24.0));
        scene.text((10.0, 40.0), "twice as large", TextStyle::new(12.0));
        let text = svg(&scene, &fonts, "lengths").unwrap();
        let lengths: Vec<f64> = text
            .split("textLength=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(lengths.len(), text.matches("<text ").count());
        assert!((lengths[1] / lengths[2] - 2.0).abs() < 0.01, "{lengths:?}");
        // In steps of the grid: a letter is half an em wide or so.
        assert!((14.0 * 24.0 * 0.4..14.0 * 24.0 * 0.6).contains(&(lengths[1] / SVG_SCALE)), "{lengths:?}");
    }

    #[test]
    fn the_document_names_its_size_its_title_and_a_fallback_font() {
        let text = svg(&sample(), &Fonts::load().unwrap(), "first & second").unwrap();
        assert!(text.starts_with("<svg xmlns"));
        assert!(text.contains("width=\"101\" height=\"51\""));
        assert!(text.contains("<title>first &amp; second</title>"));
        assert!(text.contains("sans-serif"));
        assert!(text.contains("a &lt; b &amp; c"));
        assert!(text.trim_end().ends_with("</svg>"));
    }
}
