//! Where the names of marked points can stand.

use super::canvas::Area;

/// A point with a name.
#[derive(Debug, Clone, Copy)]
pub struct Marked {
    /// Where its marker is.
    pub at: (f64, f64),
    /// Half the width and half the height of the name.
    pub half: (f64, f64),
}

/// A name in its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Middle of the name.
    pub centre: (f64, f64),
    /// What it covers.
    pub area: Area,
    /// A thin line from the marker to a name that stands apart from it.
    pub leader: Option<[(f64, f64); 2]>,
}

/// Half the side of the square that a marker keeps free.
const MARKER: f64 = 3.8;
/// A name this near its marker needs no leader.
const BESIDE: f64 = 9.0;
/// Markers this near touch: the leader of one cannot but cross the other.
const TOUCHING: f64 = 2.0 * MARKER;
const RINGS: u32 = 26;
const DIRECTIONS: u32 = 24;

/// Places for all names, in the order of the points: no name covers a name, a
/// marker or what is `kept_free`, none leaves `bounds`, and no leader crosses a
/// name, a marker or a leader, wherever there is room for that. The points are
/// served in several orders, crowds at several distances, and the layout with
/// the shortest leaders wins.
pub fn place(points: &[Marked], bounds: Area, kept_free: &[Area]) -> Vec<Placed> {
    let crowd = |k: usize, reach: f64| {
        let near = |p: &&Marked| distance(p.at, points[k].at) < reach;
        points.iter().filter(near).count()
    };
    let along: [fn(&Marked) -> f64; 6] = [
        |p| p.at.1,
        |p| -p.at.1,
        |p| p.at.0,
        |p| -p.at.0,
        |p| p.half.0,
        |p| -p.half.0,
    ];
    let mut orders: Vec<Vec<usize>> = Vec::new();
    for key in along {
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| key(&points[*a]).total_cmp(&key(&points[*b])));
        orders.push(order.clone());
        // Points in a crowd first, or last.
        order.sort_by_key(|k| std::cmp::Reverse(crowd(*k, 40.0)));
        orders.push(order.clone());
        order.sort_by_key(|k| crowd(*k, 40.0));
        orders.push(order);
    }
    let scene = Scene {
        points,
        bounds,
        kept_free,
    };
    // Names close round a crowd would shut the others in.
    let off = |ring: u32| -> Vec<u32> {
        let crowded = |k| crowd(k, 1.5 * TOUCHING) > 3;
        let first = |k| if crowded(k) { ring } else { 0 };
        (0..points.len()).map(first).collect()
    };
    let tried = [0, 2, 4].into_iter().flat_map(|ring| {
        let first = off(ring);
        let lay_out = |order: &Vec<usize>| scene.repair(order.clone(), &first);
        orders.iter().map(lay_out).collect::<Vec<_>>()
    });
    let best = tried.min_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, places)| places).unwrap_or_default()
}

/// What names are placed among.
struct Scene<'a> {
    points: &'a [Marked],
    bounds: Area,
    kept_free: &'a [Area],
}

impl Scene<'_> {
    /// Serves the points in this order, and those that found no place first in
    /// some further attempts; returns what the last layout costs, and it.
    fn repair(&self, mut order: Vec<usize>, first: &[u32]) -> (f64, Vec<Placed>) {
        const ATTEMPTS: usize = 4;
        const CROSSING: f64 = 1e4;
        let mut attempt = self.lay_out(&order, first);
        for _ in 1..ATTEMPTS {
            if attempt.1.is_empty() {
                break;
            }
            // A stable sort: the others keep their order.
            order.sort_by_key(|k| !attempt.1.contains(k));
            attempt = self.lay_out(&order, first);
        }
        let (cost, crowded_out, places) = attempt;
        (cost + CROSSING * crowded_out.len() as f64, places)
    }

    /// Serves the points in this order, each from its first ring on; returns
    /// the length of the leaders, the points without a good place, and all
    /// places.
    fn lay_out(&self, order: &[usize], first: &[u32]) -> (f64, Vec<usize>, Vec<Placed>) {
        let mut cost = 0.0;
        let mut crowded_out = Vec::new();
        let mut places: Vec<Option<Placed>> = vec![None; self.points.len()];
        for &k in order {
            let point = self.points[k];
            let taken: Vec<Placed> = places.iter().flatten().copied().collect();
            let candidates = || candidates(point, first[k]);
            let free = |c: &Placed| self.is_clear(c, &taken) && self.leads(c, point, &taken);
            let mut found = candidates().find(free);
            if found.is_none() {
                // A crossed leader can be read, a covered name cannot.
                crowded_out.push(k);
                found = candidates().find(|c| self.is_clear(c, &taken));
            }
            let placed = found.or_else(|| candidates().next());
            cost += placed.map_or(0.0, |p| distance(p.centre, point.at) - point.half.0);
            places[k] = placed;
        }
        (cost, crowded_out, places.into_iter().flatten().collect())
    }

    /// Whether a name covers nothing.
    fn is_clear(&self, Placed { area, .. }: &Placed, taken: &[Placed]) -> bool {
        let bounds = self.bounds;
        let inside = area.left >= bounds.left
            && area.right <= bounds.right
            && area.top >= bounds.top
            && area.bottom <= bounds.bottom;
        let apart = Area {
            left: area.left - 1.5,
            right: area.right + 1.5,
            ..*area
        };
        let mut markers = self.points.iter().map(|p| around(p.at, MARKER, MARKER));
        inside
            && !markers.any(|marker| overlap(area, &marker))
            && !self.kept_free.iter().any(|other| overlap(area, other))
            && !taken.iter().any(|other| overlap(&apart, &other.area))
    }

    /// Whether no leader crosses a name, a marker or a leader.
    fn leads(&self, candidate: &Placed, own: Marked, taken: &[Placed]) -> bool {
        let Placed { area, leader, .. } = candidate;
        let off_markers = self.points.iter().all(|point| {
            let marker = around(point.at, MARKER, MARKER);
            let touching = distance(point.at, own.at) < TOUCHING;
            touching || leader.is_none_or(|l| !enters(l, &marker))
        });
        let off_names = |other: &Placed| {
            leader.is_none_or(|l| !enters(l, &other.area))
                && other.leader.is_none_or(|l| !enters(l, area))
                && leader.zip(other.leader).is_none_or(|(a, b)| !cross(a, b))
        };
        off_markers && taken.iter().all(off_names)
    }
}

/// Places about a point: to the right, left, above and below it first, then
/// all round it on growing rings, from the first on that is asked for.
fn candidates(point: Marked, first: u32) -> impl Iterator<Item = Placed> {
    const BESIDE: [(f64, f64); 4] = [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0)];
    let turn = |k: u32| {
        let angle = std::f64::consts::TAU * f64::from(k) / f64::from(DIRECTIONS);
        (libm::cos(angle), libm::sin(angle))
    };
    let at = move |ring: u32, (dx, dy): (f64, f64)| {
        let reach = 6.0 + 5.0 * f64::from(ring);
        // A name beside its point begins there; one above it is centred.
        let aside = point.half.0 * (2.5 * dx).clamp(-1.0, 1.0);
        let centre = (
            point.at.0 + dx * reach + aside,
            point.at.1 + dy * (reach + point.half.1),
        );
        placed(point, centre)
    };
    let beside = BESIDE
        .into_iter()
        .map(move |direction| at(first, direction));
    let around = (first..first + RINGS)
        .flat_map(move |ring| (0..DIRECTIONS).map(move |k| at(ring, turn(k))));
    beside.chain(around)
}

fn placed(point: Marked, centre: (f64, f64)) -> Placed {
    let area = around(centre, point.half.0, point.half.1);
    let near = (
        point.at.0.clamp(area.left, area.right),
        point.at.1.clamp(area.top, area.bottom),
    );
    let apart = distance(near, point.at) >= BESIDE;
    Placed {
        centre,
        area,
        leader: apart.then_some([point.at, near]),
    }
}

/// A rectangle about a point.
pub fn around(centre: (f64, f64), half_width: f64, half_height: f64) -> Area {
    Area {
        left: centre.0 - half_width,
        top: centre.1 - half_height,
        right: centre.0 + half_width,
        bottom: centre.1 + half_height,
    }
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

fn overlap(a: &Area, b: &Area) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/// Whether a segment enters a rectangle (clipped side by side).
fn enters([from, to]: [(f64, f64); 2], area: &Area) -> bool {
    let (mut start, mut end) = (0.0f64, 1.0f64);
    let sides = [
        (from.0, to.0, area.left, area.right),
        (from.1, to.1, area.top, area.bottom),
    ];
    for (from, to, low, high) in sides {
        if from == to {
            if from <= low || from >= high {
                return false;
            }
            continue;
        }
        let (a, b) = ((low - from) / (to - from), (high - from) / (to - from));
        start = start.max(a.min(b));
        end = end.min(a.max(b));
    }
    start < end
}

/// Whether two segments cross; those that touch do not.
fn cross([a, b]: [(f64, f64); 2], [c, d]: [(f64, f64); 2]) -> bool {
    let side = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| {
        (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)
    };
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Area = Area {
        left: 0.0,
        top: 0.0,
        right: 400.0,
        bottom: 400.0,
    };

    fn check(points: &[Marked], kept_free: &[Area]) {
        let places = place(points, BOUNDS, kept_free);
        assert_eq!(places.len(), points.len());
        let scene = Scene {
            points,
            bounds: BOUNDS,
            kept_free,
        };
        for (k, placed) in places.iter().enumerate() {
            let others: Vec<Placed> = [&places[..k], &places[k + 1..]].concat();
            assert!(scene.is_clear(placed, &others), "{k}");
            assert!(scene.leads(placed, points[k], &others), "{k}");
        }
    }

    #[test]
    fn names_of_a_crowd_cover_nothing_and_no_leader_crosses() {
        let marked = |x: f64, y: f64, half: f64| Marked {
            at: (x, y),
            half: (half, 5.5),
        };
        check(&[marked(200.0, 210.0, 25.0); 12], &[]);
        // The four rectifiers of the default study, at the left edge, and the
        // line at 1.
        let points = [
            marked(20.0, 27.0, 26.0),
            marked(18.0, 33.0, 10.0),
            marked(20.0, 33.5, 38.0),
            marked(24.0, 80.0, 24.0),
        ];
        let line = around((200.0, 31.0), 200.0, 1.5);
        check(&points, &[line]);
        // All catalogued rectifiers where they nearly coincide.
        let points = [
            marked(22.0, 204.0, 24.0),
            marked(22.0, 205.0, 40.0),
            marked(21.0, 208.0, 10.0),
            marked(23.0, 208.5, 36.0),
            marked(22.5, 208.5, 12.0),
            marked(22.5, 208.0, 22.0),
            marked(28.0, 246.0, 24.0),
        ];
        check(&points, &[line]);
    }

    #[test]
    fn a_name_with_room_stands_at_the_right_without_a_leader() {
        let point = Marked {
            at: (50.0, 50.0),
            half: (20.0, 5.0),
        };
        let places = place(&[point], BOUNDS, &[]);
        assert_eq!(places[0].centre, (76.0, 50.0));
        assert_eq!(places[0].leader, None);
        assert!(place(&[], BOUNDS, &[]).is_empty());
        // Without any room it is still named.
        let nowhere = around((0.0, 0.0), 1.0, 1.0);
        assert_eq!(place(&[point], nowhere, &[]).len(), 1);
    }

    #[test]
    fn segments_enter_rectangles_and_cross() {
        let area = around((0.0, 0.0), 2.0, 1.0);
        assert!(enters([(-5.0, 0.0), (5.0, 0.5)], &area));
        assert!(enters([(0.0, -9.0), (0.0, 0.0)], &area));
        assert!(!enters([(-5.0, 1.0), (5.0, 1.0)], &area));
        assert!(!enters([(-5.0, 0.0), (-3.0, 0.0)], &area));
        assert!(!enters([(3.0, -5.0), (3.0, 5.0)], &area));
        assert!(cross([(0.0, 0.0), (2.0, 2.0)], [(0.0, 2.0), (2.0, 0.0)]));
        assert!(!cross([(0.0, 0.0), (2.0, 2.0)], [(0.0, 0.0), (2.0, 0.0)]));
    }
}
