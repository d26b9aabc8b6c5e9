//! A picture for each story: a plain drawing of hills under a low sun, its colours made from the story's id.

/// Returns the drawing for the story `id` as SVG.
pub(super) fn svg(id: &str) -> String {
    let seed = blake3::hash(id.as_bytes());
    let [hue, sun_x, sun_y, low, high, ..] = *seed.as_bytes();
    let hue = u32::from(hue) * 360 / 256;
    let sun_x = 120 + u32::from(sun_x) * 960 / 256;
    let sun_y = 140 + u32::from(sun_y) * 160 / 256;
    let low = 330 + u32::from(low) * 120 / 256;
    let high = 260 + u32::from(high) * 120 / 256;
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630" role="img">
<rect width="1200" height="630" fill="hsl({hue} 35% 84%)"/>
<circle cx="{sun_x}" cy="{sun_y}" r="64" fill="hsl({hue} 55% 94%)"/>
<path d="M0 {low} C300 {high} 520 {low} 760 {high} S1080 {low} 1200 {high} V630 H0 Z" fill="hsl({hue} 28% 62%)"/>
<path d="M0 470 C260 {low} 480 520 720 440 S1060 500 1200 430 V630 H0 Z" fill="hsl({hue} 30% 40%)"/>
<path d="M0 560 C320 500 640 600 1200 530 V630 H0 Z" fill="hsl({hue} 32% 24%)"/>
</svg>
"#
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_story_has_a_drawing_of_its_own() {
        assert_eq!(super::svg("ferry"), super::svg("ferry"));
        assert_ne!(super::svg("ferry"), super::svg("train"));
    }
}
