//! dateline: a news reader for the terminal that follows people and places from story to story.
//!
#![doc = include_str!("ARCHITECTURE.md")]
//!
#![doc = include_str!("STYLE.md")]

// The modules stand in reading order: each may import those above it.
pub mod text;

pub mod markup;

pub mod http;

pub mod domain;

pub mod query;

pub mod message;

pub mod feed;

pub mod article;

pub mod entity;

pub mod fold;

pub mod store;

pub mod opml;

pub mod config;

pub mod ingest;

pub mod sample;

pub mod ui;

pub mod app;

pub mod runtime;

pub mod cli;

pub mod logging;
