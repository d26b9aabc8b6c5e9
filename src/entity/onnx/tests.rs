//! A model that fits on a page: a table gives each word of its vocabulary the weights of the labels. All people are invented.

use std::fs::{self, File};

use tempfile::TempDir;

use super::*;
use crate::domain::Names;
use crate::entity::Recognizer;

/// The labels, and the words that have each; every other word has the first.
const WORDS: [(&str, &[&str]); 5] = [
    ("O", &["[PAD]", "[UNK]", "[CLS]", "[SEP]", "met", "in", "Ketterby"]),
    ("B-PER", &["Zoë", "Ines"]),
    ("I-PER", &["Brandål", "Okafor", "”"]),
    ("B-LOC", &["Geneva", "Nether"]),
    ("I-LOC", &["Wrangle"]),
];

/// How a network is asked.
#[derive(Clone, Copy)]
struct Shape<'a> {
    inputs: &'a [&'a str],
    length: Option<u64>,
    output: &'a str,
    operator: &'a str,
}

const USUAL: Shape<'_> =
    Shape { inputs: &["input_ids", "attention_mask", "token_type_ids"], length: None, output: "logits", operator: "Gather" };

/// Fields of protocol buffers, in which networks are written.
fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn bytes(field: u64, content: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 127 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

/// Writes a network of one operator: it looks the weights of each word up in a table.
fn network(shape: Shape<'_>) -> Vec<u8> {
    let count: usize = WORDS.iter().map(|(_, words)| words.len()).sum();
    let weights = WORDS.iter().enumerate().flat_map(|(label, (_, words))| {
        words.iter().flat_map(move |_| (0..WORDS.len()).flat_map(move |at| if at == label { 8.0_f32 } else { 0.0 }.to_le_bytes()))
    });
    let dims = [number(1, count as u64), number(1, WORDS.len() as u64)].concat();
    let table = [dims, number(2, 1), bytes(8, b"table"), bytes(9, &weights.collect::<Vec<u8>>())].concat();
    let node =
        [bytes(1, b"table"), bytes(1, b"input_ids"), bytes(2, b"logits"), bytes(3, b"look"), bytes(4, shape.operator.as_bytes())];
    let named = |name: &str, element: u64, dims: &[Vec<u8>]| {
        let dims: Vec<u8> = dims.iter().flat_map(|dim| bytes(1, dim)).collect();
        bytes(2, &bytes(1, &[number(1, element), bytes(2, &dims)].concat()))
            .into_iter()
            .chain(bytes(1, name.as_bytes()))
            .collect()
    };
    let length = shape.length.map_or_else(|| bytes(2, b"sequence_length"), |length| number(1, length));
    let batch = bytes(2, b"batch_size");
    let inputs = shape.inputs.iter().flat_map(|name| {
        let input: Vec<u8> = named(name, 7, &[batch.clone(), length.clone()]);
        bytes(11, &input)
    });
    let output: Vec<u8> = named(shape.output, 1, &[batch.clone(), length.clone(), number(1, WORDS.len() as u64)]);
    let graph = [bytes(1, &node.concat()), bytes(2, b"graph"), bytes(5, &table), inputs.collect(), bytes(12, &output)].concat();
    [number(1, 8), bytes(7, &graph), bytes(8, &number(2, 13))].concat()
}

fn tokenizer() -> String {
    let words = WORDS.iter().flat_map(|(_, words)| *words);
    let vocabulary: serde_json::Map<_, _> = words.enumerate().map(|(id, word)| ((*word).to_owned(), id.into())).collect();
    let special = |name: &str, id: u32| (name.to_owned(), serde_json::json!({"id": name, "ids": [id], "tokens": [name]}));
    serde_json::json!({
        "version": "1.0", "added_tokens": [], "normalizer": null, "decoder": null,
        "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0}, "padding": null,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
            ],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": serde_json::Map::from_iter([special("[CLS]", 2), special("[SEP]", 3)]),
        },
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    })
    .to_string()
}

fn config(labels: &[&str]) -> String {
    let labels: serde_json::Map<_, _> = labels.iter().enumerate().map(|(id, label)| (id.to_string(), (*label).into())).collect();
    serde_json::json!({"id2label": labels, "max_position_embeddings": 10, "pad_token_id": 0, "model_type": "table"}).to_string()
}

/// Writes the files of a sound model.
fn written(shape: Shape<'_>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("model.onnx"), network(shape)).unwrap();
    fs::write(folder.path().join("tokenizer.json"), tokenizer()).unwrap();
    fs::write(folder.path().join("config.json"), config(&WORDS.map(|(label, _)| label))).unwrap();
    folder
}

/// Returns what a model finds in a text, as it is written there.
fn found(model: &TokenModel, text: &str) -> Vec<(Kind, String)> {
    static RECOGNIZER: std::sync::LazyLock<Recognizer> = std::sync::LazyLock::new(Recognizer::new);
    let document = Document::new("", text, &RECOGNIZER.vocabulary);
    let mentions = model.mentions(&document, Budget::of_a_story()).unwrap().mentions;
    mentions.iter().map(|mention| (mention.kind, document.texts[mention.text].written(&mention.tokens).to_owned())).collect()
}

fn check(model: &TokenModel, text: &str, expected: &[(Kind, &str)]) {
    let found = found(model, text);
    let found: Vec<(Kind, &str)> = found.iter().map(|(kind, name)| (*kind, name.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

fn loaded(shape: Shape<'_>) -> TokenModel {
    TokenModel::load(written(shape).path()).unwrap()
}

#[test]
fn the_model_says_who_and_where() {
    let model = loaded(USUAL);
    check(
        &model,
        "“Zoë Brandål” met Ines Okafor’s aunt — in Geneva.",
        &[(Kind::Person, "Zoë Brandål"), (Kind::Person, "Ines Okafor"), (Kind::Place, "Geneva")],
    );
    // Two names side by side stay two; what has no capital is none.
    check(
        &model,
        "Zoë Ines Okafor in Nether Wrangle",
        &[(Kind::Person, "Zoë"), (Kind::Person, "Ines Okafor"), (Kind::Place, "Nether Wrangle")],
    );
    check(&model, "Nobody met anybody.", &[]);
    check(&model, "", &[]);
}

#[test]
fn a_model_may_ask_for_less_or_for_one_length_only() {
    for shape in [Shape { inputs: &["input_ids"], ..USUAL }, Shape { length: Some(10), ..USUAL }] {
        check(&loaded(shape), "Zoë Brandål met nobody in Geneva", &[(Kind::Person, "Zoë Brandål"), (Kind::Place, "Geneva")]);
    }
}

#[test]
fn a_story_longer_than_a_window_is_read_to_its_end() {
    let sentence = "Née Élan, the council met Zoë Brandål in Geneva, said Ines Okafor of the öre fund. ";
    let expected = [(Kind::Person, "Zoë Brandål"), (Kind::Place, "Geneva"), (Kind::Person, "Ines Okafor")];
    for shape in [USUAL, Shape { length: Some(10), ..USUAL }] {
        check(&loaded(shape), &sentence.repeat(30), &expected.repeat(30));
    }
}

#[test]
fn everything_behind_the_mentions_is_as_ever() {
    let folder = written(USUAL);
    let recognizer = Recognizer::with_model(&folder.path().join("model.onnx")).unwrap();
    let text = "Foreign Minister Zoë Brandål met envoys in Geneva, Switzerland, on Monday. Brandål said that she met them in the \
                town of Ketterby. Photo by Ines Okafor.\n\n“Brandål” was all that anybody said.";
    let names: Names = recognizer.names("Zoë Brandål in Geneva", text, None);
    // Who took the picture is nobody of the story; Ketterby is no name to the model; Switzerland is none either, but it stands
    // beside Geneva.
    assert_eq!(names.people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Zoë Brandål"]);
    assert_eq!(names.people[0].role.as_deref(), Some("Foreign Minister"));
    let said: Vec<&str> = names.people[0]
        .mentions
        .iter()
        .filter(|range| range.field == crate::domain::Field::Text)
        .map(|range| &text[range.bytes.clone()])
        .collect();
    assert_eq!(said, ["Zoë Brandål", "Brandål", "Brandål"]);
    assert_eq!(names.places.iter().map(|place| place.name.as_str()).collect::<Vec<_>>(), ["Geneva", "Switzerland"]);
    assert_eq!(names.places[0].geonameid, Some(2_660_646));
}

/// Loads a model of which one file was changed, and looks into the words that this gives.
fn refused(file: &str, content: impl AsRef<[u8]>, words: &[&str]) {
    let folder = written(USUAL);
    fs::write(folder.path().join(file), content).unwrap();
    let told = TokenModel::load(folder.path()).unwrap_err().to_string();
    let (problem, advice) = told.split_once('\n').unwrap();
    assert!(problem.contains(file) && !advice.is_empty(), "{told}");
    for word in words {
        assert!(told.contains(word), "no {word:?} in: {told}");
    }
}

#[test]
fn a_damaged_network_is_refused_with_words() {
    refused("model.onnx", "", &["cannot be used", "export the model again"]);
    refused("model.onnx", "PK\u{3}\u{4}", &["cannot be used"]);
    let sound = network(USUAL);
    for length in (0..sound.len()).step_by(37) {
        refused("model.onnx", &sound[..length], &["cannot be used"]);
    }
    refused("model.onnx", network(Shape { operator: "Divine", ..USUAL }), &["Divine"]);
    refused("model.onnx", network(Shape { output: "elsewhere", ..USUAL }), &["panic"]);
    refused("model.onnx", network(Shape { inputs: &["input_ids", "pixel_values"], ..USUAL }), &["`pixel_values`"]);
    refused("model.onnx", network(Shape { inputs: &["attention_mask"], ..USUAL }), &["input_ids"]);
    refused("model.onnx", network(Shape { length: Some(1 << 40), ..USUAL }), &["at once"]);
}

#[test]
fn a_damaged_tokenizer_is_refused_with_words() {
    refused("tokenizer.json", "{}", &["cannot be used", "export the model again"]);
    refused("tokenizer.json", "[".repeat(100_000), &["cannot be used"]);
    refused("tokenizer.json", [0xff; 64], &["cannot be used"]);
    let sound = tokenizer();
    refused("tokenizer.json", &sound[..sound.len() / 2], &["cannot be used"]);
    refused("tokenizer.json", sound.replace("\"vocab\"", "\"words\""), &["cannot be used"]);
}

#[test]
fn a_config_of_something_else_is_refused_with_words() {
    refused("config.json", "{", &["cannot be used", "export the model again"]);
    refused("config.json", "{}", &["no labels"]);
    refused("config.json", r#"{"id2label": {"1": "B-PER", "2": "B-LOC"}}"#, &["numbered"]);
    refused("config.json", r#"{"id2label": {"one": "B-PER"}}"#, &["cannot be used"]);
    refused("config.json", config(&["O", "B-LOC", "B-ORG"]), &["name no people: O, B-LOC, B-ORG", "PER and LOC"]);
    refused("config.json", config(&["O", "B-PER"]), &["name no places"]);
    refused("config.json", config(&["LABEL_0", "LABEL_1"]), &["LABEL_0"]);
    let short = config(&WORDS.map(|(label, _)| label)).replace(":10", ":5");
    refused("config.json", short, &["too few words"]);
}

#[test]
fn labels_that_are_not_the_networks_are_refused() {
    let folder = written(USUAL);
    fs::write(folder.path().join("config.json"), config(&["O", "PER", "LOC"])).unwrap();
    let told = TokenModel::load(folder.path()).unwrap_err().to_string();
    assert!(told.contains("model.onnx cannot be used") && told.contains("labels"), "{told}");
}

#[test]
fn files_that_are_missing_or_far_too_large_are_not_read() {
    let folder = written(USUAL);
    let path = folder.path();
    let told = || TokenModel::load(path).unwrap_err().to_string();
    for (name, limit) in [("model.onnx", "2048 MiB"), ("tokenizer.json", "64 MiB"), ("config.json", "1 MiB")] {
        let sound = fs::read(path.join(name)).unwrap();
        // A file of holes: it has the length and takes no room.
        File::create(path.join(name)).unwrap().set_len((2 << 30) + 1).unwrap();
        assert!(told().contains(&format!("{name} is larger than {limit}")), "{}", told());
        fs::remove_file(path.join(name)).unwrap();
        assert!(told().starts_with("cannot read") && told().contains(name), "{}", told());
        fs::create_dir(path.join(name)).unwrap();
        assert!(told().contains("no plain file"), "{}", told());
        fs::remove_dir(path.join(name)).unwrap();
        fs::write(path.join(name), sound).unwrap();
    }
    assert!(TokenModel::load(path).is_ok());
    let told = TokenModel::load(&path.join("elsewhere")).unwrap_err().to_string();
    assert!(told.starts_with("cannot read") && told.contains("elsewhere: "), "{told}");
}
