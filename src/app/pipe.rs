//! A story for a command of the reader's.

use crate::domain::EntryId;
use crate::message::{Effect, StoryFormat};

/// Reads what was typed at the prompt: a command line, and before it how the story is to be written.
pub(super) fn write_story(entry: EntryId, typed: &str) -> Effect {
    let formats = [("text:", StoryFormat::Text), ("json:", StoryFormat::Json), ("markdown:", StoryFormat::Markdown)];
    let named = formats.into_iter().find_map(|(name, format)| Some((format, typed.strip_prefix(name)?)));
    let (format, command) = named.unwrap_or((StoryFormat::Markdown, typed));
    Effect::WriteStory { entry, format, command: command.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_stands_before_the_command() {
        let check = |typed: &str, format: StoryFormat, command: &str| {
            let wanted = Effect::WriteStory { entry: EntryId(7), format, command: command.to_owned() };
            assert_eq!(write_story(EntryId(7), typed), wanted);
        };
        check("wc -w | tee words", StoryFormat::Markdown, "wc -w | tee words");
        check("text: wc -w", StoryFormat::Text, "wc -w");
        check("json:jq .people", StoryFormat::Json, "jq .people");
        check("echo text: x", StoryFormat::Markdown, "echo text: x");
    }
}
