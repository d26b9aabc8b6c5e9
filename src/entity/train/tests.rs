//! The way from annotated text to a model, and the slopes on it.

use super::chance::Dropout;
use super::pass::{Batch, Pass};
use super::*;
use crate::entity::budget::Budget;
use crate::entity::document::Document;
use crate::entity::net::Layout;

const STORY: &str = "# doc = one\nInes\tB-PER\nOkafor\tI-PER\nflew\tO\nto\tO\nGeneva\tB-LOC\n.\tO\n\nThe\tO\nharbour\tO\nwaited\tO\n\
    for\tO\nOkafor\tB-PER\n.\tO\n\n";
const TREE: &str = "0010\tGeneva\t7\n0011\tLisbon\t5\n";

fn trained() -> Vec<u8> {
    let source = Source { name: "story.conll", content: STORY.repeat(20), weight: 1.0, share: 1.0 };
    train(&[source], None, TREE, &[], Options { epochs: 40.0, batch_tokens: 64, seed: 1 }, |_, _| {}).unwrap()
}

#[test]
fn what_was_learnt_is_found_and_the_same_texts_give_the_same_bytes() {
    let model = trained();
    assert_eq!(model, trained());
    assert!(about_of(&model).unwrap().contains("story.conll weight 1 share 1"));
    let report = score(&model, "dev", STORY, 0).unwrap();
    assert_eq!(report.lines().last().unwrap(), "dev                  both     P 100.0  R 100.0  F1 100.0");
}

#[test]
fn a_damaged_model_is_an_error() {
    let model = trained();
    for cut in [0, 5, net::MAGIC.len(), net::MAGIC.len() + 4, model.len() / 2, model.len() - 1] {
        assert!(Net::read(&model[..cut]).is_err(), "cut at {cut}");
    }
    let mut changed = model.clone();
    let last = changed.len() - 9;
    changed[last] ^= 0x40;
    assert!(Net::read(&changed).is_err());
}

fn vocabulary() -> (Vocabulary, Vec<String>) {
    let (table, ways) = cluster_table(TREE, &[]).unwrap();
    (Vocabulary::english(Net::untaught(read_clusters(&table).unwrap())).unwrap(), ways)
}

#[test]
fn the_way_back_has_the_slopes_of_the_way_there() {
    let (vocabulary, ways) = vocabulary();
    let layout: &Layout = &vocabulary.net.layout;
    let mut lessons = Lessons::default();
    for text in corpus::read(&STORY.repeat(3), 1.0, Casing::AsIs, &mut Chance::new(1)) {
        lessons.add(&text, &vocabulary);
    }
    let batch = Batch::new(&lessons.list.iter().collect::<Vec<_>>(), &lessons.words);
    let mut weights = learn::beginning(layout, &ways, 3);
    let loss = |weights: &[f32]| Pass::new(layout, weights, &batch, &mut Dropout::new(0.0, 0)).loss;
    let mut slopes = vec![0.0; layout.len];
    Pass::new(layout, &weights, &batch, &mut Dropout::new(0.0, 0)).back(&mut slopes);
    for (number, block) in layout.blocks().into_iter().enumerate() {
        // A step along the slope of this block changes the loss by the square of its length.
        let square: f64 = block.of(&slopes).iter().map(|slope| f64::from(*slope).powi(2)).sum();
        let step = (1e-3 / square.sqrt()).min(1e3) as f32;
        let shift = |weights: &mut [f32], by: f32| {
            weights[block.range()].iter_mut().zip(&slopes[block.range()]).for_each(|(weight, slope)| *weight += slope * by);
        };
        shift(&mut weights, step);
        let above = loss(&weights);
        shift(&mut weights, -2.0 * step);
        let below = loss(&weights);
        shift(&mut weights, step);
        let (found, expected) = ((above - below) / f64::from(2.0 * step), square);
        assert!((found - expected).abs() <= 0.05 * expected + 1e-6, "block {number}: {found} for {expected}");
    }
}

#[test]
fn reading_does_what_learning_did() {
    let model = trained();
    let vocabulary = Vocabulary::english(Net::read(&model).unwrap()).unwrap();
    let annotated = &corpus::read(STORY, 1.0, Casing::AsIs, &mut Chance::new(1))[0];
    let mut lessons = Lessons::default();
    lessons.add(annotated, &vocabulary);
    let batch = Batch::new(&[&lessons.list[0]], &lessons.words);
    let net = &vocabulary.net;
    let pass = Pass::new(&net.layout, &net.weights, &batch, &mut Dropout::new(0.0, 0));
    let document = Document::new("", &annotated.text, &vocabulary);
    let scene = net::Scene::new(&document);
    let (shares, _) = net.read_story(&document, &scene, Budget::of_a_story());
    let active: Vec<_> = (0..shares.len()).filter(|token| scene.tokens[*token].active).map(|token| shares[token]).collect();
    assert_eq!(active.len(), pass.shares().len());
    for (one, other) in active.iter().flatten().zip(pass.shares().iter().flatten()) {
        assert!((one - other).abs() < 1e-4, "{one} {other}");
    }
}
