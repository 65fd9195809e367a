//! How SVG is read here: with the fonts inside this crate, and nothing from outside.

use resvg::usvg::{self, ImageHrefResolver, fontdb};
use std::sync::{Arc, LazyLock};

/// The only family there is.
pub(crate) const FAMILY: &str = "DejaVu Sans Mono";

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for face in [dejavu::sans_mono::regular(), dejavu::sans_mono::bold()] {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(face)));
    }
    // Whatever family a picture asks for, the last resort is this one.
    fonts.set_serif_family(FAMILY);
    fonts.set_sans_serif_family(FAMILY);
    fonts.set_monospace_family(FAMILY);
    Arc::new(fonts)
});

/// The default options would open the files that an `<image>` names.
pub(crate) fn options() -> usvg::Options<'static> {
    usvg::Options {
        font_family: FAMILY.to_owned(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        fontdb: Arc::clone(&FONTS),
        ..usvg::Options::default()
    }
}
