//! Plain loops, compiled for each instruction set and chosen at run time.

use pulp::{Arch, Simd, WithSimd};
use std::str::FromStr;
use std::sync::OnceLock;
use thiserror::Error;

/// The environment variable that the program reads: the name of an
/// [`InstructionSet`].
pub const VARIABLE: &str = "ACTLAB_INSTRUCTION_SET";

/// The set that was asked for, else the widest.
static CHOSEN: OnceLock<Arch> = OnceLock::new();

/// What the loops of this crate are compiled for. Draws are the same bits in
/// every set; figures differ in their last bits, since some sets round a
/// product and a sum once and others twice. Matrix products are faer's, which
/// takes the widest set of the machine always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstructionSet {
    /// x86-64-v4: 512-bit vectors.
    Avx512,
    /// x86-64-v3: 256-bit vectors and fused multiply-add.
    Avx2,
    /// 128-bit vectors and fused multiply-add, on ARM.
    Neon,
    /// What the crate was compiled for; SSE2 on x86-64.
    Baseline,
}

impl InstructionSet {
    /// Every set, widest first.
    pub const ALL: [InstructionSet; 4] = [
        InstructionSet::Avx512,
        InstructionSet::Avx2,
        InstructionSet::Neon,
        InstructionSet::Baseline,
    ];

    /// Name in the environment variable and in the files.
    pub fn name(self) -> &'static str {
        match self {
            InstructionSet::Avx512 => "avx512",
            InstructionSet::Avx2 => "avx2",
            InstructionSet::Neon => "neon",
            InstructionSet::Baseline => "baseline",
        }
    }

    /// Those of this machine, widest first.
    pub fn available() -> impl Iterator<Item = InstructionSet> {
        InstructionSet::ALL
            .into_iter()
            .filter(|set| set.arch().is_some())
    }

    /// The widest one of this machine.
    pub fn widest() -> Self {
        InstructionSet::of(Arch::new())
    }

    fn of(arch: Arch) -> Self {
        match arch {
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Arch::V4(_) => InstructionSet::Avx512,
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Arch::V3(_) => InstructionSet::Avx2,
            #[cfg(target_arch = "aarch64")]
            Arch::Neon(_) => InstructionSet::Neon,
            _ => InstructionSet::Baseline,
        }
    }

    /// What runs it, if this machine can.
    fn arch(self) -> Option<Arch> {
        match self {
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            InstructionSet::Avx512 => pulp::x86::V4::try_new().map(Arch::V4),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            InstructionSet::Avx2 => pulp::x86::V3::try_new().map(Arch::V3),
            #[cfg(target_arch = "aarch64")]
            InstructionSet::Neon => Some(Arch::new()).filter(|arch| matches!(arch, Arch::Neon(_))),
            InstructionSet::Baseline => Some(Arch::Scalar),
            #[allow(unreachable_patterns)] // which are left depends on the machine
            _ => None,
        }
    }
}

impl std::fmt::Display for InstructionSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// Why a text names no instruction set that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InstructionSetError {
    /// No set has this name.
    #[error("{VARIABLE}: there is no instruction set '{name}'; this machine has {available}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        available: String,
    },
    /// This machine has not got it.
    #[error("{VARIABLE}: this machine has no {name}; it has {available}")]
    Unavailable {
        /// What was asked for.
        name: InstructionSet,
        /// What there is.
        available: String,
    },
    /// Something has been computed already.
    #[error("{VARIABLE}: {chosen} is in use already; choose before the first computation")]
    Late {
        /// What is in use.
        chosen: InstructionSet,
    },
}

impl FromStr for InstructionSet {
    type Err = InstructionSetError;

    fn from_str(text: &str) -> Result<Self, InstructionSetError> {
        let known = InstructionSet::ALL
            .into_iter()
            .find(|set| set.name() == text);
        let available = || {
            let names: Vec<_> = InstructionSet::available().map(|set| set.name()).collect();
            names.join(", ")
        };
        match known {
            None => Err(InstructionSetError::Unknown {
                name: text.escape_debug().to_string(),
                available: available(),
            }),
            Some(set) if set.arch().is_none() => Err(InstructionSetError::Unavailable {
                name: set,
                available: available(),
            }),
            Some(set) => Ok(set),
        }
    }
}

/// Lets `set` run every loop of this process.
///
/// # Errors
/// [`InstructionSetError`] where the machine has not got it, or another one
/// has been used already.
pub fn choose_instruction_set(set: InstructionSet) -> Result<(), InstructionSetError> {
    let Some(arch) = set.arch() else {
        // Says why.
        return set.name().parse::<InstructionSet>().map(|_| ());
    };
    let chosen = InstructionSet::of(*CHOSEN.get_or_init(|| arch));
    if chosen == set {
        Ok(())
    } else {
        Err(InstructionSetError::Late { chosen })
    }
}

/// What computes in this process: the set that was chosen, else the widest of
/// the machine, and that of the products where it is another one. It decides
/// the last bits of what is measured, so whatever keeps figures names it.
pub fn instruction_set() -> String {
    let (chosen, widest) = (InstructionSet::of(arch()), InstructionSet::widest());
    if chosen == widest {
        chosen.to_string()
    } else {
        format!("{chosen} (products: {widest})")
    }
}

/// What runs the loops.
pub(crate) fn arch() -> Arch {
    *CHOSEN.get_or_init(Arch::new)
}

/// Runs `work` as compiled for the instruction set in use. What `work` calls
/// must be inlined into it (`#[inline(always)]` on the closure and its
/// functions), else it is compiled for the baseline.
pub(crate) fn vectorised<R>(work: impl FnMut() -> R) -> R {
    arch().dispatch(Work(work))
}

/// [`vectorised`] in a set of this machine.
#[cfg(test)]
pub(crate) fn vectorised_in<R>(set: InstructionSet, work: impl FnMut() -> R) -> R {
    set.arch().unwrap().dispatch(Work(work))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_have_names() {
        let widest = InstructionSet::widest();
        assert_eq!(InstructionSet::available().next(), Some(widest));
        assert_eq!(widest.name().parse(), Ok(widest));
        assert_eq!("baseline".parse(), Ok(InstructionSet::Baseline));
        let error = "avx1024".parse::<InstructionSet>().unwrap_err().to_string();
        assert!(error.contains("no instruction set 'avx1024'"), "{error}");
        let absent = InstructionSet::ALL.into_iter().find(|s| s.arch().is_none());
        if let Some(absent) = absent {
            let error = absent.name().parse::<InstructionSet>().unwrap_err();
            assert!(error.to_string().contains("this machine has no"), "{error}");
        }
    }

    #[test]
    fn what_is_in_use_stays() {
        let widest = InstructionSet::widest();
        assert_eq!(InstructionSet::of(arch()), widest);
        assert_eq!(choose_instruction_set(widest), Ok(()));
        assert_eq!(instruction_set(), widest.name());
        if widest != InstructionSet::Baseline {
            let late = choose_instruction_set(InstructionSet::Baseline);
            assert_eq!(late, Err(InstructionSetError::Late { chosen: widest }));
        }
    }
}
