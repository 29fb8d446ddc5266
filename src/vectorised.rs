//! Plain loops, compiled for each instruction set and chosen at run time.

use pulp::{Arch, Simd, WithSimd};

/// Runs `work` as compiled for the widest vectors of this machine. What
/// `work` calls must be inlined into it (`#[inline(always)]` on the closure
/// and its functions), else it is compiled for the baseline.
pub(crate) fn vectorised<R>(work: impl FnMut() -> R) -> R {
    Arch::new().dispatch(Work(work))
}

/// A closure called through `FnMut`: its own body, which can be inlined. A
/// call through `FnOnce`, as pulp makes it for a bare closure, goes through a
/// shim that cannot.
struct Work<F>(F);

impl<R, F: FnMut() -> R> WithSimd for Work<F> {
    type Output = R;

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) -> R {
        (self.0)()
    }
}
