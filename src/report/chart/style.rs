//! The look that all charts share: sizes, fonts, colours.
//!
//! Lengths are in units of a page that is meant to be printed about 7 inches
//! wide, where a unit is some 0.7 points; the PNG has two pixels a unit.

use plotters::style::RGBColor;

/// Pixels of the PNG for each unit of length.
pub const RESOLUTION: u32 = 2;

/// A font: DejaVu Sans Condensed of some size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Font {
    /// Height of the em.
    pub size: f64,
    /// Bold or regular.
    pub bold: bool,
}

/// Title of a page.
pub const TITLE: Font = Font {
    size: 15.0,
    bold: true,
};
/// Title of a panel.
pub const PANEL: Font = Font {
    size: 11.5,
    bold: true,
};
/// Names of axes and lines.
pub const LABEL: Font = Font {
    size: 11.0,
    bold: false,
};
/// Numbers along an axis.
pub const TICK: Font = Font {
    size: 10.0,
    bold: false,
};
/// The lines below a page.
pub const CAPTION: Font = Font {
    size: 9.5,
    bold: false,
};

/// Height of a line of text, as a multiple of its size.
pub const LEADING: f64 = 1.25;

/// Paper.
pub const PAPER: RGBColor = RGBColor(255, 255, 255);
/// Text and axes.
pub const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Captions and what should stay in the background.
pub const GREY: RGBColor = RGBColor(0x60, 0x60, 0x60);
/// Grid lines.
pub const GRID: RGBColor = RGBColor(0xe4, 0xe4, 0xe4);
/// The strip of an axis that stands for zero, and cells without a figure.
pub const STRIP: RGBColor = RGBColor(0xf1, 0xf1, 0xf1);

/// How much of a band's colour covers the paper.
pub const BAND: f64 = 0.16;

/// Okabe and Ito's colours, told apart by all common kinds of colour vision;
/// yellow is darkened so that it can be seen on paper.
const COLOURS: [RGBColor; 8] = [
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0x00, 0x00, 0x00),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x8c, 0x7a, 0x0b),
];

/// What marks the points of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A filled disc.
    Disc,
    /// A square with paper inside.
    Square,
    /// A filled triangle.
    Triangle,
    /// A diamond with paper inside.
    Diamond,
}

const MARKERS: [Marker; 4] = [
    Marker::Disc,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
];

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Its colour.
    pub colour: RGBColor,
    /// The marker at its points.
    pub marker: Marker,
}

impl Look {
    /// The look of the line in this place: the colours come round after eight
    /// lines, with another marker.
    pub fn of(place: usize) -> Look {
        Look {
            colour: COLOURS[place % COLOURS.len()],
            marker: MARKERS[place / COLOURS.len() % MARKERS.len()],
        }
    }

    /// The colour for text, dark enough to be read.
    pub fn text(self) -> RGBColor {
        mix(self.colour, INK, 0.3)
    }
}

/// A colour the given share of the way to another.
pub fn mix(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let blend = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    RGBColor(
        blend(from.0, to.0),
        blend(from.1, to.1),
        blend(from.2, to.2),
    )
}

/// From -1 through 0 to 1: blue, near white, red (after Brewer's RdBu), which
/// keeps its order in grey and for all common kinds of colour vision.
pub fn diverging(value: f64) -> RGBColor {
    const BLUES: [RGBColor; 4] = [
        RGBColor(0xf7, 0xf7, 0xf7),
        RGBColor(0x92, 0xc5, 0xde),
        RGBColor(0x21, 0x66, 0xac),
        RGBColor(0x05, 0x30, 0x61),
    ];
    const REDS: [RGBColor; 4] = [
        RGBColor(0xf7, 0xf7, 0xf7),
        RGBColor(0xf4, 0xa5, 0x82),
        RGBColor(0xb2, 0x18, 0x2b),
        RGBColor(0x67, 0x00, 0x1f),
    ];
    let stops = if value < 0.0 { BLUES } else { REDS };
    let along = value.abs().min(1.0) * 3.0;
    let stop = (along as usize).min(2);
    mix(stops[stop], stops[stop + 1], along - stop as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_two_lines_look_different() {
        let looks: Vec<Look> = (0..32).map(Look::of).collect();
        for (place, look) in looks.iter().enumerate() {
            assert!(!looks[..place].contains(look));
        }
    }

    #[test]
    fn the_diverging_map_is_lightest_at_its_centre() {
        let light = |v: f64| {
            let RGBColor(r, g, b) = diverging(v);
            0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
        };
        for step in 0..20 {
            let (near, far) = (f64::from(step) / 20.0, f64::from(step + 1) / 20.0);
            assert!(light(near) > light(far));
            assert!(light(-near) > light(-far));
        }
        assert_eq!(diverging(0.0), diverging(-0.0));
        assert_eq!(diverging(9.0), diverging(1.0));
    }
}
