//! What a page may do is said in the page: a policy that browsers keep, the first thing in its head.
//!
//! Nothing is loaded from anywhere, nothing is sent, and only the styles and scripts that stand in the page count, by their
//! digests (Content Security Policy, level 3).

use sha2::{Digest as _, Sha256};

/// What comes before the digest of a style or a script.
const KIND: &str = "'sha256-";

/// The page with its policy. Scripts of data, which have a type, are not run and need no digest.
pub(super) fn sealed(page: &str) -> String {
    let digest = |text: &str| format!("{KIND}{}'", base64(&Sha256::digest(text.as_bytes())));
    let of = |open: &str, close: &str| -> Vec<String> {
        let parts = page.split(open).skip(1).filter_map(|rest| rest.split(close).next());
        parts.map(digest).collect()
    };
    let (styles, scripts) = (of("<style>", "</style>"), of("<script>", "</script>"));
    let list =
        |digests: Vec<String>| if digests.is_empty() { "'none'".to_owned() } else { digests.join(" ") };
    let mut policy = format!("default-src 'none'; style-src {}", list(styles));
    if !scripts.is_empty() {
        // Compiled bytes that stand in the page may run, and a worker whose source does.
        let scripts = format!("; script-src {} 'wasm-unsafe-eval'; worker-src blob:", list(scripts));
        policy.push_str(&scripts);
    }
    policy.push_str("; base-uri 'none'; form-action 'none'");
    page.replacen(
        "<head>\n",
        &format!("<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n"),
        1,
    )
}

/// Bytes as text (RFC 4648, section 4).
pub(super) fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let word =
            three.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let sign = SIGNS[(word >> (18 - 6 * place)) as usize % 64];
            text.push(if place > three.len() { '=' } else { char::from(sign) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4648, section 10.
    #[test]
    fn bytes_are_written_as_the_standard_says() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn the_policy_names_what_is_there_and_nothing_else() {
        let page = sealed("<html><head>\n<style>a</style></head><body></body></html>");
        // printf a | openssl dgst -sha256 -binary | base64
        let digest = "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=";
        assert!(page.contains(&format!("<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri")));
        assert!(!page.contains("script-src"));
        let page = sealed("<head>\n<script>a</script><script type=\"text/plain\">b</script>");
        assert!(page.contains(&format!("script-src 'sha256-{digest}' 'wasm-unsafe-eval'; worker-src blob:")));
    }
}
