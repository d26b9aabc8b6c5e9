//! XML made safe for a recursive reader.

use std::borrow::Cow;

use super::tags::{Dialect, Scanner, Token};

/// Deepest nesting that is given to a library; real feeds stay below 30 (XHTML inside).
const DEPTH_MAX: usize = 256;
/// Most elements in one document; a library needs some hundred bytes for each.
const ELEMENTS_MAX: usize = 200_000;
/// Most attributes of one element; looking for doubles is quadratic in some readers.
const ATTRIBUTES_MAX: usize = 256;

/// Why a document is not given to a library that builds a tree of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Elements stand in elements, again and again.
    #[error("its elements are nested more than {DEPTH_MAX} deep")]
    TooDeep,
    /// More elements than any feed has.
    #[error("it has more than {ELEMENTS_MAX} elements")]
    TooManyElements,
    /// An element with more attributes than any feed has.
    #[error("one of its elements has more than {ATTRIBUTES_MAX} attributes")]
    TooManyAttributes,
}

/// Returns the document without what stands before its first tag, without its declarations and its document type.
///
/// The text is decoded already, so an encoding declared in it would only mislead; entities of its own are never expanded.
///
/// # Errors
/// Refuses what a library could not take in bounded memory, stack and time.
pub fn limit_xml(xml: &str) -> Result<Cow<'_, str>, LimitError> {
    let mut kept: Cow<'_, str> = Cow::Borrowed("");
    let mut from = None;
    let (mut depth, mut elements) = (0_usize, 0_usize);
    for (range, token) in Scanner::new(xml, Dialect::Xml) {
        match token {
            Token::Start(tag) => {
                elements += 1;
                depth += usize::from(!tag.closes_itself);
                if depth > DEPTH_MAX {
                    return Err(LimitError::TooDeep);
                }
                if elements > ELEMENTS_MAX {
                    return Err(LimitError::TooManyElements);
                }
                if tag.rest.len() > 2 * ATTRIBUTES_MAX && tag.attributes().nth(ATTRIBUTES_MAX).is_some() {
                    return Err(LimitError::TooManyAttributes);
                }
                from.get_or_insert(range.start);
            }
            Token::End(_) => depth = depth.saturating_sub(1),
            Token::DocType(_) | Token::Comment => {
                if let Some(start) = from.take() {
                    keep(&mut kept, &xml[start..range.start]);
                    from = Some(range.end);
                }
            }
            _ => {}
        }
    }
    keep(&mut kept, &xml[from.unwrap_or(xml.len())..]);
    Ok(kept)
}

fn keep<'a>(kept: &mut Cow<'a, str>, part: &'a str) {
    if kept.is_empty() {
        *kept = Cow::Borrowed(part);
    } else if !part.is_empty() {
        kept.to_mut().push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_and_comments_go_the_rest_stays() {
        let xml = "junk<?xml version='1.0' encoding='utf-16'?><!DOCTYPE r [<!ENTITY a 'b'>]><r>x<!-- no -->y</r>";
        assert_eq!(limit_xml(xml).unwrap(), "<r>xy</r>");
        assert!(matches!(limit_xml("<?xml version='1.0'?><r>x</r>"), Ok(Cow::Borrowed("<r>x</r>"))));
    }

    #[test]
    fn bombs_are_refused() {
        assert_eq!(limit_xml(&"<a>".repeat(300)), Err(LimitError::TooDeep));
        assert_eq!(limit_xml(&"<a/>".repeat(200_001)), Err(LimitError::TooManyElements));
        let attributes: String = (0..300).map(|n| [" a", &n.to_string(), "=''"].concat()).collect();
        assert_eq!(limit_xml(&format!("<a{attributes}>")), Err(LimitError::TooManyAttributes));
    }
}
