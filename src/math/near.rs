//! Memory that will be asked for soon.

/// Lines of the cache have so many bytes, or more.
const LINE: usize = 64;

/// Has what lies there brought into the cache, and does not wait for it. Nothing else happens, and nothing at all
/// on machines for which that cannot be asked here.
#[inline(always)]
pub fn fetch<T>(item: &T) {
    #[cfg(target_arch = "x86_64")]
    if let Some(sse) = pulp::core_arch::x86::Sse::try_new() {
        use std::arch::x86_64::_MM_HINT_T0;
        let start = std::ptr::from_ref(item).cast::<i8>();
        for line in 0..size_of::<T>().div_ceil(LINE) {
            sse._mm_prefetch::<_MM_HINT_T0>(start.wrapping_byte_add(line * LINE));
        }
        if align_of::<T>() < LINE {
            sse._mm_prefetch::<_MM_HINT_T0>(start.wrapping_byte_add(size_of::<T>() - 1));
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (item, LINE);
}
