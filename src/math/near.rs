//! Memory that will be asked for soon.

/// Lines of the cache have so many bytes, or more.
const LINE: usize = 64;

/// Has what lies there brought into the cache, and does not wait for it. Nothing else happens, and nothing at all
/// on machines for which that cannot be asked here.
#[inline(always)]
pub fn fetch<T>(item: &T) {
    (0..size_of::<T>()).step_by(LINE).for_each(|byte| ask(item, byte));
    if align_of::<T>() < LINE {
        ask(item, size_of::<T>().saturating_sub(1));
    }
}

/// The same of its first line.
#[inline(always)]
pub fn fetch_start<T>(item: &T) {
    ask(item, 0);
}

/// Asks for the line that holds a byte of it.
#[inline(always)]
fn ask<T>(item: &T, byte: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(sse) = pulp::core_arch::x86::Sse::try_new() {
        let start = std::ptr::from_ref(item).cast::<i8>();
        sse._mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(start.wrapping_byte_add(byte));
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (item, byte);
}
