//! Grants, and URLs that are held against them: the body is `patio_fuzz::grant`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| patio_fuzz::grant(input));
