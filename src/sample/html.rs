//! What pages and feeds are written with: escaping, repeating, filling in.

/// Escapes `text` for HTML and XML, inside elements and inside quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// Writes each of `items` and joins what comes out.
pub(super) fn each<T>(items: &[T], write: impl Fn(&T) -> String) -> String {
    items.iter().map(write).collect()
}

/// Puts `values` into the `{{places}}` of `template` in one pass, so that no value is read as a template.
pub(super) fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut parts = template.split("{{");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or((part, ""));
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            // Left standing, so that the tests see a name that is mistyped.
            None => out.extend(["{{", name, "}}"]),
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_read_as_a_template() {
        let check = |template: &str, filled: &str| {
            assert_eq!(fill(template, &[("a", "{{b}}".to_owned()), ("b", "B".to_owned())]), filled);
        };
        check("no place", "no place");
        check("<{{a}}{{b}}>", "<{{b}}B>");
        check("{{unknown}}", "{{unknown}}");
    }

    #[test]
    fn everything_that_could_end_text_or_attribute_is_escaped() {
        assert_eq!(escape("<a b=\"c\"> & é"), "&lt;a b=&quot;c&quot;&gt; &amp; é");
    }
}
