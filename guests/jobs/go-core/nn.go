// SPDX-License-Identifier: Apache-2.0
// wasi-nn for Go: the imports of core modules that the jobs need, and calls over them with slices and errors.
package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

const (
	typeF32            = 1
	encodingAutodetect = 5
	targetCPU          = 0
)

//go:wasmimport wasi_ephemeral_nn load
func load(parts unsafe.Pointer, count, encoding, target uint32, graph unsafe.Pointer) uint32

//go:wasmimport wasi_ephemeral_nn load_by_name
func loadByName(name unsafe.Pointer, size uint32, graph unsafe.Pointer) uint32

//go:wasmimport wasi_ephemeral_nn init_execution_context
func initExecutionContext(graph uint32, context unsafe.Pointer) uint32

//go:wasmimport wasi_ephemeral_nn set_input
func setInput(context, index uint32, tensor unsafe.Pointer) uint32

//go:wasmimport wasi_ephemeral_nn compute
func compute(context uint32) uint32

//go:wasmimport wasi_ephemeral_nn get_output
func getOutput(context, index uint32, buffer unsafe.Pointer, capacity uint32, written unsafe.Pointer) uint32

// A pointer and a length as they lie in memory. Pointers have 32 bits there and 64 in Go, so they are numbers here, and
// what they point to is pinned until the call is over: else Go may move it or take it away.
type span struct{ pointer, length uint32 }

func spanOf[T any](pinner *runtime.Pinner, values []T) span {
	first := unsafe.SliceData(values)
	pinner.Pin(first)
	return span{uint32(uintptr(unsafe.Pointer(first))), uint32(len(values))}
}

type tensor struct {
	dimensions span
	elements   uint8
	data       span
}

// Numbers of the errors, in words.
var reasons = []string{"success", "invalid argument", "invalid encoding", "missing memory", "busy", "runtime error",
	"unsupported operation", "too large", "not found"}

func failure(errno uint32) error {
	switch {
	case errno == 0:
		return nil
	case int(errno) < len(reasons):
		return fmt.Errorf("%s (errno %d)", reasons[errno], errno)
	default:
		return fmt.Errorf("errno %d", errno)
	}
}

// A loaded model.
type Graph uint32

// Where a graph runs, one inference at a time.
type Context uint32

// LoadByName opens the graph that the host knows by this name.
func LoadByName(name string) (graph Graph, err error) {
	err = failure(loadByName(unsafe.Pointer(unsafe.StringData(name)), uint32(len(name)), unsafe.Pointer(&graph)))
	return
}

// LoadBytes loads a model of one part, whose format the host finds out.
func LoadBytes(model []byte) (graph Graph, err error) {
	var pinner runtime.Pinner
	defer pinner.Unpin()
	part := spanOf(&pinner, model)
	err = failure(load(unsafe.Pointer(&part), 1, encodingAutodetect, targetCPU, unsafe.Pointer(&graph)))
	return
}

// Open makes a context.
func (graph Graph) Open() (context Context, err error) {
	err = failure(initExecutionContext(uint32(graph), unsafe.Pointer(&context)))
	return
}

// SetInput copies f32 elements in.
func (context Context) SetInput(index uint32, dimensions []uint32, values []float32) error {
	var pinner runtime.Pinner
	defer pinner.Unpin()
	given := tensor{spanOf(&pinner, dimensions), typeF32, spanOf(&pinner, values)}
	given.data.length *= 4
	return failure(setInput(uint32(context), index, unsafe.Pointer(&given)))
}

// Compute runs the model on the inputs that were set.
func (context Context) Compute() error { return failure(compute(uint32(context))) }

// Output copies `count` f32 elements out.
func (context Context) Output(index uint32, count int) ([]float32, error) {
	values := make([]float32, count)
	var written uint32
	errno := getOutput(uint32(context), index, unsafe.Pointer(unsafe.SliceData(values)), uint32(count)*4,
		unsafe.Pointer(&written))
	if errno == 0 && written != uint32(count)*4 {
		return nil, fmt.Errorf("output %d has %d bytes and not %d", index, written, count*4)
	}
	return values, failure(errno)
}
