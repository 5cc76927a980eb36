// SPDX-License-Identifier: Apache-2.0
//! Defines `wasinn:nn-ext`: inspection of models, inference in one call on the guest's own bytes, and texts that language
//! models generate.
use std::borrow::Cow;

use wasmtime::component::{Linker, Lower, Resource, WasmList, WasmStr};
use wasmtime::Result;
use wasmtime_c_api::{wasmtime, WasmtimeStoreData};

use crate::nn_functions::{Functions, Guest, PlainTensor, Port, Property, Span, Status, Text, NO_TYPE};
use crate::nn_link::{answer, guest, text, Few, Interface, Store};
use crate::nn_types;
use crate::nn_types::{Context, Graph, Input, Output, TensorType};

const VERSION: &str = "0.1.0";

type Ports = unsafe extern "C" fn(Guest, u32, *mut Span<Port>, *mut u32) -> Status;

fn define_features(mut interface: Interface<'_>, f: Functions) -> Result<()> {
    interface.func_wrap("supports", move |store: Store<'_>, (name,): (WasmStr,)| {
        let name = name.to_str(&store)?;
        Ok((unsafe { (f.supports)(guest(&store), Span::of(name.as_bytes())) } != 0,))
    })
}

fn lowered(port: &Port) -> Result<nn_types::Port> {
    let sizes = unsafe { port.dimensions.as_slice() };
    Ok(nn_types::Port {
        name: text(port.name)?,
        ty: if port.ty == NO_TYPE { None } else { Some(TensorType::from_number(port.ty)?) },
        type_name: text(port.type_name)?,
        dimensions: (port.rank_known != 0).then(|| sizes.iter().map(|size| u64::try_from(*size).ok()).collect()),
    })
}

fn define_ports(interface: &mut Interface<'_>, name: &str, ports_of: Ports) -> Result<()> {
    interface.func_wrap(name, move |store: Store<'_>, (graph,): (Resource<Graph>,)| {
        let mut ports = Span::empty();
        let mut error = 0;
        let status = unsafe { ports_of(guest(&store), graph.rep(), &mut ports, &mut error) };
        let ports = unsafe { ports.as_slice() }.iter().map(lowered).collect::<Result<Vec<_>>>()?;
        answer(status, error, || ports)
    })
}

fn define_inspection(mut interface: Interface<'_>, f: Functions) -> Result<()> {
    define_ports(&mut interface, "inputs", f.graph_inputs)?;
    define_ports(&mut interface, "outputs", f.graph_outputs)?;
    interface.func_wrap("metadata", move |store: Store<'_>, (graph,): (Resource<Graph>,)| {
        let mut lines: Span<Property> = Span::empty();
        let mut error = 0;
        let status = unsafe { (f.graph_metadata)(guest(&store), graph.rep(), &mut lines, &mut error) };
        let lines = unsafe { lines.as_slice() }
            .iter()
            .map(|line| Ok((text(line.key)?, text(line.value)?)))
            .collect::<Result<Vec<_>>>()?;
        answer(status, error, || lines)
    })
}

fn define_inference(mut interface: Interface<'_>, f: Functions) -> Result<()> {
    interface.func_wrap(
        "infer",
        move |mut store: Store<'_>, (context, inputs): (Resource<Context>, WasmList<Input>)| {
            let inputs: Few<Input> = inputs.iter(&mut store)?.collect::<Result<_>>()?;
            let names: Few<Cow<'_, str>> =
                inputs.iter().map(|input| input.name.to_str(&store)).collect::<Result<_>>()?;
            let inputs: Few<PlainTensor> = names
                .iter()
                .zip(&inputs)
                .map(|(name, input)| PlainTensor {
                    name: Span::of(name.as_bytes()),
                    dimensions: Span::of(input.dimensions.as_le_slice(&store)),
                    data: Span::of(input.data.as_le_slice(&store)),
                    ty: input.ty as u32,
                })
                .collect();
            let mut outputs = Span::empty();
            let mut error = 0;
            let status =
                unsafe { (f.context_infer)(guest(&store), context.rep(), Span::of(&inputs), &mut outputs, &mut error) };
            let outputs = unsafe { outputs.as_slice() }.iter().map(output).collect::<Result<Vec<_>>>()?;
            answer(status, error, || outputs)
        },
    )
}

fn output(tensor: &PlainTensor) -> Result<Output> {
    Ok(Output {
        name: text(tensor.name)?,
        dimensions: unsafe { tensor.dimensions.as_slice() },
        ty: TensorType::from_number(tensor.ty)?,
        data: unsafe { tensor.data.as_slice() },
    })
}

/// A function that takes a context and answers with a text; `lower` says how.
fn define_text<T>(
    interface: &mut Interface<'_>,
    name: &str,
    text_of: Text,
    lower: impl Fn(&'static str) -> T + Copy + Send + Sync + 'static,
) -> Result<()>
where
    Result<T, Resource<nn_types::Error>>: Lower,
    T: 'static,
{
    interface.func_wrap(name, move |store: Store<'_>, (context,): (Resource<Context>,)| {
        let mut bytes = Span::empty();
        let mut error = 0;
        let status = unsafe { text_of(guest(&store), context.rep(), &mut bytes, &mut error) };
        let found = text(bytes)?;
        answer(status, error, || lower(found))
    })
}

fn define_text_generation(mut interface: Interface<'_>, f: Functions) -> Result<()> {
    type Start = (Resource<Context>, WasmStr, Option<WasmStr>);
    interface.func_wrap("start", move |store: Store<'_>, (context, prompt, options): Start| {
        let prompt = prompt.to_str(&store)?;
        let options = options.as_ref().map(|options| options.to_str(&store)).transpose()?.unwrap_or_default();
        let (prompt, options) = (Span::of(prompt.as_bytes()), Span::of(options.as_bytes()));
        let mut error = 0;
        let status = unsafe { (f.text_start)(guest(&store), context.rep(), prompt, options, &mut error) };
        answer(status, error, || ())
    })?;
    define_text(&mut interface, "next", f.text_next, |piece| (!piece.is_empty()).then_some(piece))?;
    define_text(&mut interface, "finish", f.text_finish, |metadata| metadata)
}

pub fn define(linker: &mut Linker<WasmtimeStoreData>, f: Functions) -> Result<()> {
    let name = |interface: &str| format!("wasinn:nn-ext/{interface}@{VERSION}");
    define_features(linker.instance(&name("features"))?, f)?;
    define_inspection(linker.instance(&name("inspection"))?, f)?;
    define_inference(linker.instance(&name("inference-ext"))?, f)?;
    define_text_generation(linker.instance(&name("text-generation"))?, f)
}
