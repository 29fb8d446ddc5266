//! Plain loops, compiled for each instruction set and chosen at run time.

use pulp::{Arch, Simd, WithSimd};

/// Runs `work` as compiled for the widest vectors of this machine. What
/// `work` calls must be inlined into it (`#[inline(always)]` on the closure
/// and its functions), else it is compiled for the baseline.
pub(crate) fn vectorised<R>(work: impl FnMut() -> R) -> R {
    Arch::new().dispatch(Work(work))
}

/// The instruction set of this machine that [`vectorised`] uses. It decides the
/// last bits of what is measured, so whatever keeps figures names it.
pub fn instruction_set() -> &'static str {
    match Arch::new() {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        Arch::V4(_) => "x86-64-v4 (AVX-512)",
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        Arch::V3(_) => "x86-64-v3 (AVX2, FMA)",
        _ => "baseline",
    }
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
