//! The words of English credits and bylines.

use super::super::language::Credits;

pub(super) const CREDITS: Credits = Credits {
    of_authors: &[
        "reporter",
        "correspondent",
        "editor",
        "columnist",
        "writer",
        "journalist",
        "contributor",
        "freelance",
        "follow",
        "contact",
        "reach",
        "reached",
        "email",
        "contributed",
    ],
    pictures: &[
        "photo",
        "photos",
        "photograph",
        "photographs",
        "picture",
        "pictures",
        "image",
        "images",
        "video",
        "illustration",
        "graphic",
        "courtesy",
        "credit",
        "photographer",
    ],
    of_pictures: &["by", "courtesy", "credit", "of"],
    work: &["reporting", "writing", "editing", "compiled", "additional", "translated", "edited"],
    bylines: &["By", "BY", "by", "From"],
};
