//! Memory for a matrix of every layer, in large pages where there are some.
//!
//! Of a deep net, weights and derivatives are more than the caches hold, and a
//! pass walks through all of them. In pages of 4 KiB, the processor stops to
//! look each page up, and its prefetching stops at the end of each, which takes
//! some 3 % of a study; so they lie in one piece of memory, for which Linux is
//! asked for pages of 2 MiB.

use std::ops::{Index, IndexMut, Range};

/// Numbers in a cache line.
const LINE: usize = 16;
/// Lines in a small page, and so places at which a matrix can start in one.
const LINES: usize = 64;
/// Lines between the places of consecutive matrices; odd, so that 64 of them have
/// 64 different ones. Entries with the same index would fight for the same lines
/// of the first cache otherwise.
const SKEW: usize = 9;

/// Matrices of f32, zero at first.
#[derive(Debug)]
pub(super) struct Matrices {
    memory: Memory,
    ranges: Vec<Range<usize>>,
}

impl Matrices {
    /// One for each of `lengths`, at consecutive places within their pages.
    pub(super) fn new(lengths: impl Iterator<Item = usize>, place: usize) -> Self {
        let mut end = 0_usize;
        let ranges: Vec<_> = lengths
            .enumerate()
            .map(|(number, length)| {
                let lines = end.div_ceil(LINE);
                let wanted = (place + number) * SKEW % LINES;
                let start = (lines + (wanted + LINES - lines % LINES) % LINES) * LINE;
                end = start + length;
                start..end
            })
            .collect();
        Matrices {
            memory: Memory::new(end),
            ranges,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }
}

impl Index<usize> for Matrices {
    type Output = [f32];

    fn index(&self, number: usize) -> &[f32] {
        &self.memory.all()[self.ranges[number].clone()]
    }
}

impl IndexMut<usize> for Matrices {
    fn index_mut(&mut self, number: usize) -> &mut [f32] {
        &mut self.memory.all_mut()[self.ranges[number].clone()]
    }
}

#[derive(Debug)]
enum Memory {
    /// Of the kernel, in large pages if it has some left.
    #[cfg(target_os = "linux")]
    Mapped(memmap2::MmapMut),
    /// Of the allocator: for less than a large page, and on other systems.
    Allocated(Vec<f32>),
}

impl Memory {
    fn new(length: usize) -> Self {
        #[cfg(target_os = "linux")]
        {
            const LARGE_PAGE: usize = 2 << 20;
            let bytes = length * size_of::<f32>();
            if bytes >= LARGE_PAGE
                && let Ok(memory) = memmap2::MmapMut::map_anon(bytes)
            {
                // Small pages do as well, but for the time.
                let _ = memory.advise(memmap2::Advice::HugePage);
                return Memory::Mapped(memory);
            }
        }
        Memory::Allocated(vec![0.0; length])
    }

    fn all(&self) -> &[f32] {
        match self {
            #[cfg(target_os = "linux")]
            Memory::Mapped(memory) => bytemuck::cast_slice(memory),
            Memory::Allocated(numbers) => numbers,
        }
    }

    fn all_mut(&mut self) -> &mut [f32] {
        match self {
            #[cfg(target_os = "linux")]
            Memory::Mapped(memory) => bytemuck::cast_slice_mut(memory),
            Memory::Allocated(numbers) => numbers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_lie_apart() {
        for (count, length) in [(1, 1), (3, 100), (70, 65_536), (5, 0)] {
            let mut matrices = Matrices::new((0..count).map(|_| length), 3);
            assert_eq!(matrices.len(), count);
            for number in 0..count {
                assert!(matrices[number].iter().all(|x| *x == 0.0));
                matrices[number].fill(number as f32);
            }
            for number in 0..count {
                assert_eq!(matrices[number], vec![number as f32; length]);
            }
            let places = matrices.ranges.iter().map(|r| r.start / LINE % LINES);
            let places: std::collections::BTreeSet<_> = places.collect();
            assert_eq!(places.len(), count.min(LINES));
        }
    }
}
