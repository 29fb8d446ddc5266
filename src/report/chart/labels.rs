//! Labels beside the ends of lines, moved apart where they would overlap.

/// Places for labels that would like to stand at `wanted`: in the same order,
/// `height` apart at least, between `low` and `high`, and moved as little as
/// that allows (in least squares, by pooling neighbours that collide). Where
/// there is no room for all, they share it evenly.
pub fn spread(wanted: &[f64], height: f64, low: f64, high: f64) -> Vec<f64> {
    let gaps = wanted.len().saturating_sub(1) as f64;
    let height = if gaps > 0.0 {
        height.min(((high - low) / gaps).max(0.0))
    } else {
        height
    };
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));

    let mut blocks: Vec<Block> = Vec::new();
    for &index in &order {
        blocks.push(Block {
            sum: wanted[index],
            count: 1,
        });
        while let [.., before, last] = blocks[..] {
            let end = before.start(height, low, high) + height * before.count as f64;
            if last.start(height, low, high) >= end {
                break;
            }
            blocks.pop();
            blocks.pop();
            // Each member of the later block stands that much further down.
            let offset = height * before.count as f64;
            blocks.push(Block {
                sum: before.sum + last.sum - offset * last.count as f64,
                count: before.count + last.count,
            });
        }
    }

    let mut places = vec![0.0; wanted.len()];
    let mut members = order.into_iter();
    for block in blocks {
        let start = block.start(height, low, high);
        for (k, index) in members.by_ref().take(block.count).enumerate() {
            places[index] = start + height * k as f64;
        }
    }
    places
}

/// Labels that touch: where the first would stand if each had its wish.
#[derive(Clone, Copy)]
struct Block {
    sum: f64,
    count: usize,
}

impl Block {
    fn start(self, height: f64, low: f64, high: f64) -> f64 {
        let last = high - height * (self.count - 1) as f64;
        (self.sum / self.count as f64).min(last).max(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_have_room_stay() {
        assert_eq!(spread(&[30.0, 10.0], 10.0, 0.0, 100.0), [30.0, 10.0]);
        assert!(spread(&[], 10.0, 0.0, 100.0).is_empty());
        assert_eq!(spread(&[-5.0], 10.0, 0.0, 100.0), [0.0]);
    }

    #[test]
    fn a_pair_parts_about_its_middle() {
        assert_eq!(spread(&[50.0, 50.0], 10.0, 0.0, 100.0), [45.0, 55.0]);
        assert_eq!(spread(&[100.0, 100.0], 10.0, 0.0, 100.0), [90.0, 100.0]);
    }

    #[test]
    fn no_two_are_closer_than_a_line_and_the_order_stays() {
        // A plain congruential sequence: the same cases on every run.
        let mut state = 1u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 40) as f64 / (1u64 << 24) as f64
        };
        for count in 1..40 {
            let wanted: Vec<f64> = (0..count).map(|_| (next() * 1.4 - 0.2) * 400.0).collect();
            let places = spread(&wanted, 9.0, 0.0, 400.0);
            for i in 0..count {
                assert!((-1e-9..=400.0 + 1e-9).contains(&places[i]));
                for j in 0..i {
                    assert!((places[i] - places[j]).abs() >= 9.0 - 1e-9);
                    assert_eq!(wanted[i] < wanted[j], places[i] < places[j]);
                }
            }
        }
    }

    #[test]
    fn without_room_they_share_it() {
        let places = spread(&[5.0; 5], 10.0, 0.0, 20.0);
        assert_eq!(places, [0.0, 5.0, 10.0, 15.0, 20.0]);
    }
}
