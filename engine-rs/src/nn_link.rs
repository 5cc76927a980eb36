// SPDX-License-Identifier: Apache-2.0
//! Defines the interfaces of wasi:nn on a component linker: lifts what guests pass, calls the table, lowers the answer.
use std::borrow::Cow;

use smallvec::SmallVec;
use wasmtime::component::{Linker, LinkerInstance, Resource, ResourceType, WasmList, WasmStr};
use wasmtime::{AsContext, Result, StoreContextMut};
use wasmtime_c_api::{
    wasmtime, wasmtime_component_linker_t, wasmtime_context_get_data, wasmtime_error_t, WasmtimeStoreData,
};

use crate::nn_ext;
use crate::nn_functions::{Functions, Guest, NamedTensor, Span, Status, ERROR, OK};
use crate::nn_types::{Context, Error, ErrorCode, ExecutionTarget, Graph, GraphEncoding, Tensor, TensorType};
use crate::typed::linker_of;

pub type Store<'a> = StoreContextMut<'a, WasmtimeStoreData>;
pub type Few<T> = SmallVec<[T; 4]>;
pub type Interface<'a> = LinkerInstance<'a, WasmtimeStoreData>;

/// A published version of the interface, and where it differs from the others.
struct Version {
    name: &'static str,
    /// `compute` takes the inputs and returns the outputs; before, contexts had `set-input` and `get-output`.
    computes_at_once: bool,
    /// Guests can make errors.
    error_constructor: bool,
}

const VERSIONS: [Version; 3] = [
    Version { name: "0.2.0-rc-2024-06-25", computes_at_once: false, error_constructor: true },
    Version { name: "0.2.0-rc-2024-08-19", computes_at_once: false, error_constructor: false },
    Version { name: "0.2.0-rc-2024-10-28", computes_at_once: true, error_constructor: false },
];

/// More parts of a model are not handed on: any count that is larger than all models' serves to refuse it.
const MOST_PARTS: usize = 65;

pub fn guest(store: &Store<'_>) -> Guest {
    wasmtime_context_get_data(store.as_context())
}

/// The error that stops a guest which holds more resources than it may.
fn too_many_resources() -> wasmtime::Error {
    wasmtime::Error::msg("the guest holds more wasi:nn resources than it may")
}

/// The answer to a call that gives a resource, or nothing when `T` is `()`.
pub fn answer<T>(status: Status, error: u32, value: impl FnOnce() -> T) -> Result<(Result<T, Resource<Error>>,)> {
    match status {
        OK => Ok((Ok(value()),)),
        ERROR => Ok((Err(Resource::new_own(error)),)),
        _ => Err(too_many_resources()),
    }
}

/// A resource that was made, where the interface has no error to answer with.
fn made<T: 'static>(status: Status, number: u32) -> Result<(Resource<T>,)> {
    if status == OK {
        Ok((Resource::new_own(number),))
    } else {
        Err(too_many_resources())
    }
}

fn define_tensor(mut interface: Interface<'_>, f: Functions) -> Result<()> {
    interface.resource("tensor", ResourceType::host::<Tensor>(), move |store, tensor| {
        unsafe { (f.tensor_drop)(guest(&store), tensor) };
        Ok(())
    })?;
    interface.func_wrap(
        "[constructor]tensor",
        move |store: Store<'_>, (dimensions, ty, data): (WasmList<u32>, TensorType, WasmList<u8>)| {
            let dimensions = Span::of(dimensions.as_le_slice(&store));
            let data = Span::of(data.as_le_slice(&store));
            let mut tensor = 0;
            let status = unsafe { (f.tensor_new)(guest(&store), dimensions, ty as u32, data, &mut tensor) };
            made::<Tensor>(status, tensor)
        },
    )?;
    interface.func_wrap("[method]tensor.dimensions", move |store: Store<'_>, (tensor,): (Resource<Tensor>,)| {
        Ok((unsafe { (f.tensor_dimensions)(guest(&store), tensor.rep()).as_slice() },))
    })?;
    interface.func_wrap("[method]tensor.ty", move |store: Store<'_>, (tensor,): (Resource<Tensor>,)| {
        Ok((TensorType::from_number(unsafe { (f.tensor_type)(guest(&store), tensor.rep()) })?,))
    })?;
    interface.func_wrap("[method]tensor.data", move |store: Store<'_>, (tensor,): (Resource<Tensor>,)| {
        Ok((unsafe { (f.tensor_data)(guest(&store), tensor.rep()).as_slice() },))
    })
}

fn define_errors(mut interface: Interface<'_>, version: &Version, f: Functions) -> Result<()> {
    interface.resource("error", ResourceType::host::<Error>(), move |store, error| {
        unsafe { (f.error_drop)(guest(&store), error) };
        Ok(())
    })?;
    if version.error_constructor {
        interface.func_wrap("[constructor]error", move |store: Store<'_>, (code, data): (ErrorCode, WasmStr)| {
            let text = data.to_str(&store)?;
            let mut error = 0;
            let text = Span::of(text.as_bytes());
            let status = unsafe { (f.error_new)(guest(&store), code as u32, text, &mut error) };
            made::<Error>(status, error)
        })?;
    }
    interface.func_wrap("[method]error.code", move |store: Store<'_>, (error,): (Resource<Error>,)| {
        Ok((ErrorCode::from_number(unsafe { (f.error_code)(guest(&store), error.rep()) })?,))
    })?;
    interface.func_wrap("[method]error.data", move |store: Store<'_>, (error,): (Resource<Error>,)| {
        Ok((text(unsafe { (f.error_data)(guest(&store), error.rep()) })?,))
    })
}

/// A text that C returned.
pub fn text(bytes: Span<u8>) -> Result<&'static str> {
    Ok(std::str::from_utf8(unsafe { bytes.as_slice() })?)
}

fn define_graph(mut interface: Interface<'_>, f: Functions) -> Result<()> {
    interface.resource("graph", ResourceType::host::<Graph>(), move |store, graph| {
        unsafe { (f.graph_drop)(guest(&store), graph) };
        Ok(())
    })?;
    interface.func_wrap(
        "[method]graph.init-execution-context",
        move |store: Store<'_>, (graph,): (Resource<Graph>,)| {
            let mut result = 0;
            let status = unsafe { (f.graph_init_execution_context)(guest(&store), graph.rep(), &mut result) };
            answer(status, result, || Resource::<Context>::new_own(result))
        },
    )?;
    type Model = WasmList<WasmList<u8>>;
    interface.func_wrap(
        "load",
        move |mut store: Store<'_>, (builder, encoding, target): (Model, GraphEncoding, ExecutionTarget)| {
            let parts: Vec<WasmList<u8>> = builder.iter(&mut store)?.take(MOST_PARTS).collect::<Result<_>>()?;
            let parts: Vec<Span<u8>> = parts.iter().map(|part| Span::of(part.as_le_slice(&store))).collect();
            let mut result = 0;
            let status = unsafe {
                (f.load)(guest(&store), parts.as_ptr(), parts.len(), encoding as u32, target as u32, &mut result)
            };
            answer(status, result, || Resource::<Graph>::new_own(result))
        },
    )?;
    interface.func_wrap("load-by-name", move |store: Store<'_>, (name,): (WasmStr,)| {
        let name = name.to_str(&store)?;
        let mut result = 0;
        let status = unsafe { (f.load_by_name)(guest(&store), Span::of(name.as_bytes()), &mut result) };
        answer(status, result, || Resource::<Graph>::new_own(result))
    })
}

fn define_inference(mut interface: Interface<'_>, version: &Version, f: Functions) -> Result<()> {
    interface.resource("graph-execution-context", ResourceType::host::<Context>(), move |store, context| {
        unsafe { (f.context_drop)(guest(&store), context) };
        Ok(())
    })?;
    if version.computes_at_once {
        return define_compute(interface, f);
    }
    interface.func_wrap(
        "[method]graph-execution-context.set-input",
        move |store: Store<'_>, (context, name, tensor): (Resource<Context>, WasmStr, Resource<Tensor>)| {
            let name = name.to_str(&store)?;
            let name = Span::of(name.as_bytes());
            let mut error = 0;
            let status = unsafe { (f.context_set_input)(guest(&store), context.rep(), name, tensor.rep(), &mut error) };
            answer(status, error, || ())
        },
    )?;
    interface.func_wrap(
        "[method]graph-execution-context.compute",
        move |store: Store<'_>, (context,): (Resource<Context>,)| {
            let mut error = 0;
            let status = unsafe { (f.context_compute_set)(guest(&store), context.rep(), &mut error) };
            answer(status, error, || ())
        },
    )?;
    interface.func_wrap(
        "[method]graph-execution-context.get-output",
        move |store: Store<'_>, (context, name): (Resource<Context>, WasmStr)| {
            let name = name.to_str(&store)?;
            let mut result = 0;
            let name = Span::of(name.as_bytes());
            let status = unsafe { (f.context_get_output)(guest(&store), context.rep(), name, &mut result) };
            answer(status, result, || Resource::<Tensor>::new_own(result))
        },
    )
}

fn define_compute(mut interface: Interface<'_>, f: Functions) -> Result<()> {
    type Input = (WasmStr, Resource<Tensor>);
    interface.func_wrap(
        "[method]graph-execution-context.compute",
        move |mut store: Store<'_>, (context, inputs): (Resource<Context>, WasmList<Input>)| {
            let inputs: Few<Input> = inputs.iter(&mut store)?.collect::<Result<_>>()?;
            let names: Few<Cow<'_, str>> = inputs.iter().map(|(name, _)| name.to_str(&store)).collect::<Result<_>>()?;
            let inputs: Few<NamedTensor> = names
                .iter()
                .zip(&inputs)
                .map(|(name, (_, tensor))| NamedTensor { name: Span::of(name.as_bytes()), tensor: tensor.rep() })
                .collect();
            let mut outputs = Span::empty();
            let mut error = 0;
            let status = unsafe {
                (f.context_compute)(guest(&store), context.rep(), Span::of(&inputs), &mut outputs, &mut error)
            };
            let outputs = unsafe { outputs.as_slice() }
                .iter()
                .map(|output| Ok((text(output.name)?, Resource::<Tensor>::new_own(output.tensor))))
                .collect::<Result<Vec<_>>>()?;
            answer(status, error, || outputs)
        },
    )
}

fn define(linker: &mut Linker<WasmtimeStoreData>, version: &Version, f: Functions) -> Result<()> {
    let name = |interface: &str| format!("wasi:nn/{interface}@{}", version.name);
    define_tensor(linker.instance(&name("tensor"))?, f)?;
    define_errors(linker.instance(&name("errors"))?, version, f)?;
    define_inference(linker.instance(&name("inference"))?, version, f)?;
    define_graph(linker.instance(&name("graph"))?, f)
}

/// See `include/wasinn_engine.h`.
#[unsafe(no_mangle)]
pub extern "C" fn wasinn_component_linker_define_nn(
    linker: &mut wasmtime_component_linker_t,
    functions: &Functions,
) -> Option<Box<wasmtime_error_t>> {
    let linker = linker_of(linker);
    let defined = VERSIONS.iter().try_for_each(|version| define(linker, version, *functions));
    defined.and_then(|()| nn_ext::define(linker, *functions)).err().map(|error| Box::new(error.into()))
}
