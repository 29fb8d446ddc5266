//! A sheet of paper: lines, bands, text in units of length, and the PNG.
//!
//! It is drawn at twice the pixels of the PNG and averaged down, which smooths
//! every edge alike; the bytes depend on nothing but what is drawn.

use super::style::{Font, Marker, PAPER, RESOLUTION};
use super::text::{describe, failed, register_fonts, shift};
use crate::report::ReportError;
use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontTransform, RGBColor, ShapeStyle};

/// Pixels drawn for each pixel of the PNG, along each side.
const SMOOTHING: u32 = 2;
/// Pixels drawn for each unit of length.
pub const SCALE: f64 = (RESOLUTION * SMOOTHING) as f64;
/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Left,
    /// Its middle.
    Middle,
    /// Its right end.
    Right,
}

/// A rectangle on the canvas; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Area {
    /// From left to right.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// From top to bottom.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// The paper that a chart is drawn on.
pub struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// Blank paper, of a size in units of length.
    pub fn new(width: f64, height: f64) -> Result<Canvas, ReportError> {
        register_fonts()?;
        let [width, height] = [width, height].map(|side| side.ceil().max(1.0) as u32);
        let bytes = 3 * pixels(width) as usize * pixels(height) as usize;
        Ok(Canvas {
            width,
            height,
            pixels: vec![PAPER.0; bytes],
        })
    }

    fn backend(&mut self) -> BitMapBackend<'_> {
        let size = (pixels(self.width), pixels(self.height));
        BitMapBackend::with_buffer(&mut self.pixels, size)
    }

    /// A line through points. Joints are round.
    pub fn line(
        &mut self,
        points: &[(f64, f64)],
        colour: RGBColor,
        width: f64,
    ) -> Result<(), ReportError> {
        let stroke = (width * SCALE).round().max(1.0) as u32;
        let style = ShapeStyle::from(&colour).stroke_width(stroke);
        let mut backend = self.backend();
        for pair in points.windows(2) {
            let ends = [place(pair[0]), place(pair[1])];
            if ends[0] == ends[1] {
                continue;
            }
            backend.draw_path(ends, &style).map_err(failed)?;
        }
        // Plotters mitres a path at its corners; separate segments with discs
        // between them have no spikes.
        if stroke > 2 && points.len() > 2 {
            for point in &points[1..points.len() - 1] {
                backend
                    .draw_circle(place(*point), stroke / 2, &colour, true)
                    .map_err(failed)?;
            }
        }
        Ok(())
    }

    /// A broken line: `dash` drawn, `gap` left, along the whole path.
    pub fn dashed(
        &mut self,
        points: &[(f64, f64)],
        colour: RGBColor,
        width: f64,
        [dash, gap]: [f64; 2],
    ) -> Result<(), ReportError> {
        let mut along = 0.0;
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            let at = |s: f64| {
                let share = s / length;
                (
                    from.0 + (to.0 - from.0) * share,
                    from.1 + (to.1 - from.1) * share,
                )
            };
            let mut done = 0.0;
            while done < length {
                let phase = (along + done) % (dash + gap);
                let (drawn, left) = (phase < dash, if phase < dash { dash } else { dash + gap });
                // The floor keeps rounding from stalling the walk.
                let next = (done + (left - phase).max(0.05)).min(length);
                if drawn {
                    self.line(&[at(done), at(next)], colour, width)?;
                }
                done = next;
            }
            along += length;
        }
        Ok(())
    }

    /// What lies between a lower and an upper edge, given as (x, low, high)
    /// with x growing, lightly tinted.
    pub fn band(
        &mut self,
        edges: &[(f64, f64, f64)],
        colour: RGBColor,
        alpha: f64,
    ) -> Result<(), ReportError> {
        let tint = colour.mix(alpha);
        let mut backend = self.backend();
        for pair in edges.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let [from, to] = [a.0, b.0].map(|x| (x * SCALE).round() as i32);
            // One column of pixels at a time, so that none is tinted twice.
            for column in from..to {
                let share = f64::from(column - from) / f64::from(to - from);
                let [low, high] = [(a.1, b.1), (a.2, b.2)]
                    .map(|(a, b)| ((a + (b - a) * share) * SCALE).round() as i32);
                let ends = (low.min(high), low.max(high));
                backend
                    .draw_line((column, ends.0), (column, ends.1), &tint)
                    .map_err(failed)?;
            }
        }
        Ok(())
    }

    /// A filled rectangle.
    pub fn fill(&mut self, area: Area, colour: RGBColor) -> Result<(), ReportError> {
        let (left, top) = place((area.left, area.top));
        let (right, bottom) = place((area.right, area.bottom));
        if right <= left || bottom <= top {
            return Ok(());
        }
        self.backend()
            .draw_rect((left, top), (right - 1, bottom - 1), &colour, true)
            .map_err(failed)
    }

    /// A marker of the given radius.
    pub fn marker(
        &mut self,
        at: (f64, f64),
        marker: Marker,
        radius: f64,
        colour: RGBColor,
    ) -> Result<(), ReportError> {
        let mut shape = |corners: &[(f64, f64)], size: f64, colour: RGBColor| {
            let corners = corners
                .iter()
                .map(|(x, y)| place((at.0 + x * size, at.1 + y * size)));
            self.backend()
                .fill_polygon(corners, &colour)
                .map_err(failed)
        };
        const SQUARE: [(f64, f64); 4] =
            [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)];
        const TRIANGLE: [(f64, f64); 3] = [(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)];
        const DIAMOND: [(f64, f64); 4] = [(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)];
        match marker {
            Marker::Disc => {
                let pixels = (radius * SCALE).round() as u32;
                self.backend()
                    .draw_circle(place(at), pixels, &colour, true)
                    .map_err(failed)
            }
            Marker::Square => {
                shape(&SQUARE, radius, colour)?;
                shape(&SQUARE, radius * 0.5, PAPER)
            }
            Marker::Triangle => shape(&TRIANGLE, radius, colour),
            Marker::Diamond => {
                shape(&DIAMOND, radius, colour)?;
                shape(&DIAMOND, radius * 0.5, PAPER)
            }
        }
    }

    /// A text whose lower-case letters are centred on `at`.
    pub fn text(
        &mut self,
        text: &str,
        at: (f64, f64),
        anchor: Anchor,
        font: Font,
        colour: RGBColor,
    ) -> Result<(), ReportError> {
        let place = place((at.0, at.1 - shift(font)));
        self.write(text, place, anchor, describe(font), colour)
    }

    /// A text that runs upwards, its middle on `at`.
    pub fn text_upwards(
        &mut self,
        text: &str,
        at: (f64, f64),
        font: Font,
        colour: RGBColor,
    ) -> Result<(), ReportError> {
        let place = place((at.0 - shift(font), at.1));
        let font = describe(font).transform(FontTransform::Rotate270);
        self.write(text, place, Anchor::Middle, font, colour)
    }

    fn write(
        &mut self,
        text: &str,
        place: (i32, i32),
        anchor: Anchor,
        font: FontDesc,
        colour: RGBColor,
    ) -> Result<(), ReportError> {
        let horizontal = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let style = font.color(&colour).pos(Pos::new(horizontal, VPos::Top));
        self.backend()
            .draw_text(text, &style, place)
            .map_err(failed)
    }

    /// The PNG.
    pub fn png(&self) -> Result<Vec<u8>, ReportError> {
        let [width, height] = [self.width, self.height].map(|side| (side * RESOLUTION) as usize);
        let row = 3 * width * SMOOTHING as usize;
        let mut averaged = Vec::with_capacity(3 * width * height);
        for pair in self.pixels.chunks_exact(2 * row) {
            let (upper, lower) = pair.split_at(row);
            for (up, low) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
                for channel in 0..3 {
                    let sum: u32 = [up[channel], up[channel + 3], low[channel], low[channel + 3]]
                        .map(u32::from)
                        .iter()
                        .sum();
                    averaged.push(((sum + 2) / 4) as u8);
                }
            }
        }
        encode(&averaged, width as u32, height as u32)
            .map_err(|error| ReportError::Draw(error.to_string()))
    }
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    // 96 units an inch, as browsers take a pixel.
    const PIXELS_A_METRE: u32 = (96.0 * RESOLUTION as f64 / 0.0254) as u32;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Default);
    encoder.set_filter(png::FilterType::NoFilter);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: PIXELS_A_METRE,
        yppu: PIXELS_A_METRE,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

fn pixels(units: u32) -> u32 {
    units * RESOLUTION * SMOOTHING
}

fn place((x, y): (f64, f64)) -> (i32, i32) {
    ((x * SCALE).round() as i32, (y * SCALE).round() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::style::{INK, LABEL};

    #[test]
    fn the_png_has_two_pixels_a_unit() {
        let mut canvas = Canvas::new(30.0, 20.0).unwrap();
        canvas.line(&[(1.0, 1.0), (29.0, 19.0)], INK, 1.0).unwrap();
        let png = canvas.png().unwrap();
        assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!((side(16), side(20)), (60, 40));
        let blank = Canvas::new(30.0, 20.0).unwrap().png().unwrap();
        assert_ne!(png, blank);
    }

    #[test]
    fn degenerate_shapes_are_drawn_without_a_panic() {
        let mut canvas = Canvas::new(10.0, 10.0).unwrap();
        let point = [(5.0, 5.0)];
        canvas.line(&[], INK, 1.0).unwrap();
        canvas.line(&point, INK, 1.0).unwrap();
        canvas.line(&[point[0]; 3], INK, 2.0).unwrap();
        canvas.dashed(&[point[0]; 3], INK, 2.0, [1.0, 1.0]).unwrap();
        canvas.band(&[(1.0, 2.0, 3.0)], INK, 0.5).unwrap();
        canvas
            .line(&[(-50.0, 5.0), (500.0, 5.0)], INK, 2.0)
            .unwrap();
        canvas
            .text("", (0.0, 0.0), Anchor::Left, LABEL, INK)
            .unwrap();
    }
}
