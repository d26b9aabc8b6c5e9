//! The network itself: bytes of an ONNX file to something that runs, sub-words in and the weights of their labels out.
//!
//! The crate that runs it may panic on what is not a sound network, so whoever calls this catches that.

use std::fmt;
use std::sync::Arc;

use tract_onnx::prelude::*;
use tract_onnx::tract_hir::infer::Factoid as _;
use tract_onnx::tract_hir::internal::{DimLike as _, TractErrorContext as _, bail, ensure, format_err};

/// Longest window of a network that takes one length only.
const FIXED_MAX: usize = 4096;

/// What a network is asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Input {
    /// The sub-words.
    Words,
    /// 1 for each of them, 0 for what fills up the window.
    Mask,
    /// Which of two texts each belongs to: there is only one here.
    Segment,
}

/// A network that is ready to run.
pub(super) struct Network {
    plan: Arc<TypedRunnableModel>,
    inputs: Vec<(Input, DatumType)>,
    /// The number of sub-words that it takes; `None` for any.
    length: Option<usize>,
    padding: u32,
    labels: usize,
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").field("inputs", &self.inputs).field("length", &self.length).finish_non_exhaustive()
    }
}

impl Network {
    /// Makes a network ready and tries it on `trial`, which must be shorter than a window.
    ///
    /// # Errors
    /// Says what the file lacks, or what it asks for that is not known.
    pub(super) fn load(bytes: Vec<u8>, labels: usize, window: usize, padding: u32, trial: &[u32]) -> TractResult<Self> {
        // Shapes that the file notes for what lies inside may contradict the length that is asked for here.
        let reader = onnx().with_ignore_value_info(true);
        let description = reader.proto_model_for_read(&mut bytes.as_slice())?;
        drop(bytes);
        let mut model = reader.model_for_proto_model(&description)?;
        drop(description);
        let inputs = inputs(&model)?;
        let outlets = model.output_outlets()?.to_vec();
        let logits = outlets.iter().find(|outlet| model.outlet_label(**outlet) == Some("logits")).or(outlets.first());
        let logits = *logits.context("it gives nothing out")?;
        model.select_output_outlets(&[logits])?;

        // Most networks take any length. Some can be worked out for one length only: short texts are filled up for those.
        let lengths = match own_length(&model)? {
            Some(length) => vec![Some(length)],
            None => vec![None, Some(window)],
        };
        let mut fault = None;
        for length in lengths {
            let made = plan(model.clone(), &inputs, length).and_then(|plan| {
                let network = Self { plan, inputs: inputs.clone(), length, padding, labels };
                network.weigh(trial).map(|_| network)
            });
            match made {
                Ok(network) => return Ok(network),
                Err(error) => fault = Some(error),
            }
        }
        Err(fault.unwrap_or_else(|| format_err!("it takes no input")))
    }

    /// Returns how many sub-words it reads at once, given how many the config allows.
    pub(super) fn window(&self, allowed: usize) -> usize {
        self.length.unwrap_or(allowed)
    }

    /// Returns for each sub-word what speaks for each label.
    ///
    /// # Errors
    /// When the network cannot be run, or gives something else than weights of labels.
    pub(super) fn weigh(&self, words: &[u32]) -> TractResult<Vec<Vec<f32>>> {
        let length = self.length.unwrap_or(words.len());
        ensure!(words.len() <= length, "it reads no more than {length} sub-words at once");
        let filled = |value: fn(u32) -> u32, rest: u32| -> Vec<i64> {
            words.iter().map(|word| value(*word)).chain(std::iter::repeat(rest)).take(length).map(i64::from).collect()
        };
        let mut tensors = tvec![];
        for (input, datum) in &self.inputs {
            let values = match input {
                Input::Words => filled(|word| word, self.padding),
                Input::Mask => filled(|_| 1, 0),
                Input::Segment => vec![0; length],
            };
            let tensor = Tensor::from_shape(&[1, length], &values)?;
            tensors.push(tensor.cast_to_dt(*datum)?.into_owned().into_tvalue());
        }
        let outputs = self.plan.run(tensors)?;
        let weights = outputs.first().context("it gives nothing out")?.cast_to::<f32>()?;
        let shape = weights.shape();
        let expected = [1, length, self.labels];
        ensure!(shape == expected, "it gives weights of the shape {shape:?} where its labels need {expected:?}");
        let weights = weights.to_plain_array_view::<f32>()?;
        let flat: Vec<f32> = weights.iter().copied().collect();
        Ok(flat.chunks_exact(self.labels).take(words.len()).map(<[f32]>::to_vec).collect())
    }
}

/// Returns what the network asks for, in its order.
fn inputs(model: &InferenceModel) -> TractResult<Vec<(Input, DatumType)>> {
    let mut inputs = Vec::new();
    for outlet in model.input_outlets()? {
        let name = &model.node(outlet.node).name;
        let input = match name.as_str() {
            "input_ids" => Input::Words,
            "attention_mask" => Input::Mask,
            "token_type_ids" => Input::Segment,
            _ => bail!("it asks for `{name}`, and only input_ids, attention_mask and token_type_ids are known"),
        };
        inputs.push((input, model.outlet_fact(*outlet)?.datum_type.concretize().unwrap_or(i64::datum_type())));
    }
    ensure!(inputs.iter().any(|(input, _)| *input == Input::Words), "it does not ask for input_ids");
    Ok(inputs)
}

/// Returns the one number of sub-words that the network takes, if it says one.
fn own_length(model: &InferenceModel) -> TractResult<Option<usize>> {
    for outlet in model.input_outlets()? {
        let shape = &model.outlet_fact(*outlet)?.shape;
        let dims: Vec<_> = shape.dims().map(|dim| dim.concretize().and_then(|dim| dim.to_usize().ok())).collect();
        if let Some(Some(length)) = dims.get(1) {
            ensure!((1..=FIXED_MAX).contains(length), "it reads {length} sub-words at once");
            return Ok(Some(*length));
        }
    }
    Ok(None)
}

/// Makes a network for one story at a time, of one length or any.
fn plan(mut model: InferenceModel, inputs: &[(Input, DatumType)], length: Option<usize>) -> TractResult<Arc<TypedRunnableModel>> {
    let length = length.map_or_else(|| model.symbols.sym("length").to_dim(), |length| length.to_dim());
    for (at, (_, datum)) in inputs.iter().enumerate() {
        model.set_input_fact(at, InferenceFact::dt_shape(*datum, tvec![1.to_dim(), length.clone()]))?;
    }
    model.into_optimized()?.into_runnable()
}
