//! Memory for one matrix, where the caches like it.

use std::ops::{Deref, DerefMut};

/// Bytes in a cache line.
const LINE: usize = 64;
/// Lines in a page, and so places at which a buffer can start in one.
const LINES: usize = 64;
/// Lines between the starts of buffers with consecutive places; odd, so that 64
/// buffers have 64 different ones.
const SKEW: usize = 9;

/// A slice of numbers that starts with a cache line, at a place within its page
/// that depends on `place`. Large allocations all start at the same place of a
/// page, so that entries with the same index would fight for the same lines of
/// the first cache, and a few bytes behind it, so that every second vector
/// would lie across two lines.
#[derive(Debug)]
pub(super) struct Buffer<T = f32> {
    memory: Vec<T>,
    start: usize,
    length: usize,
}

impl<T: Copy + Default> Buffer<T> {
    /// `length` zeros.
    pub(super) fn new(length: usize, place: usize) -> Self {
        let line = LINE / size_of::<T>();
        let page = line * LINES;
        let memory = vec![T::default(); length + line * (LINES + 1)];
        // usize::MAX where it cannot be told; the buffer then starts anywhere.
        let to_page = memory.as_ptr().align_offset(page * size_of::<T>());
        let start = (to_page % page + place * SKEW % LINES * line) % page;
        Buffer {
            memory,
            start,
            length,
        }
    }
}

impl<T> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.memory[self.start..][..self.length]
    }
}

impl<T> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.memory[self.start..][..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_start_with_different_lines_of_a_page() {
        let places: std::collections::BTreeSet<usize> = (0..64)
            .map(|place| {
                let buffer = Buffer::<f32>::new(100_000, place);
                assert_eq!(buffer.len(), 100_000);
                assert_eq!(buffer[99_999], 0.0);
                let bytes = buffer.as_ptr() as usize % 4096;
                assert_eq!(bytes % 64, 0);
                bytes
            })
            .collect();
        assert_eq!(places.len(), 64);
    }
}
