// SPDX-License-Identifier: Apache-2.0
// The two jobs of guests/jobs/README.md as a core module in Go.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
)

var (
	left  = []float32{0.1, 0.2, 0.3, 0.4, 0.5, 0.6}
	right = []float32{1.5, -2.25, 3.0, 0.001, 1e6, -0.7}
)

func printBits(name string, values []float32) {
	fmt.Print(name)
	for _, value := range values {
		fmt.Printf(" %08x", math.Float32bits(value))
	}
	fmt.Println()
}

func likeliest(probabilities []float32) int {
	best := 0
	for digit, probability := range probabilities {
		if probability > probabilities[best] {
			best = digit
		}
	}
	return best
}

func digits(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	pixels := make([]float32, 64)
	if err := binary.Read(bytes.NewReader(content), binary.LittleEndian, pixels); err != nil {
		return fmt.Errorf("%s: cannot read 64 numbers of it", file)
	}
	graph, err := LoadByName("digits")
	if err != nil {
		return err
	}
	outputs, err := infer(graph, []uint32{1, 1, 8, 8}, [][]float32{pixels}, 10)
	if err != nil {
		return err
	}
	fmt.Println("digit", likeliest(outputs[0]))
	printBits("probabilities", outputs[0])
	return nil
}

// Runs a graph once on inputs of one shape, and reads outputs of these sizes.
func infer(graph Graph, dimensions []uint32, inputs [][]float32, sizes ...int) ([][]float32, error) {
	context, err := graph.Open()
	if err != nil {
		return nil, err
	}
	for i, input := range inputs {
		if err := context.SetInput(uint32(i), dimensions, input); err != nil {
			return nil, err
		}
	}
	if err := context.Compute(); err != nil {
		return nil, err
	}
	outputs := make([][]float32, len(sizes))
	for i, size := range sizes {
		if outputs[i], err = context.Output(uint32(i), size); err != nil {
			return nil, err
		}
	}
	return outputs, nil
}

// The graph of the name `pair`, or the bytes of a file when one is named.
func loadPair(files []string) (Graph, error) {
	if len(files) == 0 {
		return LoadByName("pair")
	}
	model, err := os.ReadFile(files[0])
	if err != nil {
		return 0, err
	}
	return LoadBytes(model)
}

func pair(files []string) error {
	graph, err := loadPair(files)
	if err != nil {
		return err
	}
	outputs, err := infer(graph, []uint32{2, 3}, [][]float32{left, right}, 6, 6)
	if err != nil {
		return err
	}
	printBits("sum", outputs[0])
	printBits("product", outputs[1])
	return nil
}

func main() {
	var err error
	switch arguments := os.Args[1:]; {
	case len(arguments) == 2 && arguments[0] == "digits":
		err = digits(arguments[1])
	case len(arguments) >= 1 && len(arguments) <= 2 && arguments[0] == "pair":
		err = pair(arguments[1:])
	default:
		fmt.Fprintln(os.Stderr, "usage: jobs digits PIXELS | jobs pair [MODEL]")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
