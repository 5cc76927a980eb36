// SPDX-License-Identifier: Apache-2.0
// Makes the TorchScript models of these tests: make_torch_models OUTDIR
#include <cstdio>
#include <exception>
#include <string>

#include <torch/csrc/jit/ir/ir.h>
#include <torch/script.h>

namespace {

using torch::jit::Module;

std::string folder;

void save(const Module& module, const std::string& name, const std::string& ports = "") {
  torch::jit::ExtraFilesMap files;
  if (!ports.empty()) files["wasinn.json"] = ports;
  module.save(folder + "/torch_" + name + ".pt", files);
}

void make(const std::string& name, const std::string& code, const std::string& ports = "") {
  Module module("Net");
  module.define(code);
  save(module, name, ports);
}

void make_plain() {
  make("identity", "def forward(self, x: Tensor):\n  return x\n");
  make("clone", "def forward(self, x: Tensor):\n  return x.clone()\n");
  make("row", "def forward(self, x: Tensor):\n  return x[1]\n");
  make("transposed", "def forward(self, x: Tensor):\n  return x.clone().t()\n");
  make("negated", "def forward(self, x: Tensor):\n  return x.neg()\n");
  make("non_zero", "def forward(self, x: Tensor):\n  return x.nonzero()\n");
  make("to_bool", "def forward(self, x: Tensor):\n  return x > 0\n");
  make("to_int8", "def forward(self, x: Tensor):\n  return x.char()\n");
  make("sparse", "def forward(self, x: Tensor):\n  return x.to_sparse()\n");
  make("matmul", "def forward(self, x: Tensor, y: Tensor):\n  return torch.matmul(x, y)\n");
  make("constant", "def forward(self):\n  return torch.ones([2])\n");
}

void make_results() {
  make("pair", "def forward(self, x: Tensor, y: Tensor):\n  return x + y, x * y\n");
  make("nested", "def forward(self, x: Tensor):\n  return x + 1, (x + 2, [x + 3, x + 4]), x.numel(), 0.5\n");
  make("list", "def forward(self, x: Tensor):\n  return [x + 1, x + 2]\n");
  make("chunks", "def forward(self, x: Tensor):\n  return torch.split(x, 1)\n");
  make("chunks_declared", "def forward(self, x: Tensor):\n  return torch.split(x, 1)\n",
       R"({"outputs": [{"name": "first"}, {"name": "second"}]})");
  make("dictionary", "def forward(self, x: Tensor):\n  return {'more': x + 1, 'less': x - 1}\n");
  make("dictionary_open", "def forward(self, x: Tensor, n: int):\n  d: Dict[str, Tensor] = {}\n  for i in range(n):\n"
                          "    d[str(i)] = x + i\n  return d\n");
  make("dictionary_declared", "def forward(self, x: Tensor, n: int):\n  d: Dict[str, Tensor] = {}\n"
                              "  for i in range(n):\n    d[str(i)] = x + i\n  return d\n",
       R"({"outputs": [{"name": "0", "type": "f32", "shape": [2]}, {"name": "1"}]})");
  make("grown", "def forward(self, x: Tensor, n: int):\n  l = [x]\n  for i in range(n):\n    l.append(x + i)\n  return l\n");
  make("sometimes", "def forward(self, x: Tensor):\n  y: Optional[Tensor] = None\n  if bool(x.sum() > 0):\n    y = x + 1\n"
                    "  return y\n");
  make("text", "def forward(self, x: Tensor):\n  return x + 1, 'text'\n");
}

// The language of define() has no named tuples.
void make_named_tuple() {
  auto graph = std::make_shared<torch::jit::Graph>();
  Module module("Net");
  graph->addInput("self")->setType(module.type());
  torch::jit::Value* x = graph->addInput("x");
  const auto type = c10::TupleType::createNamed(c10::QualifiedName("__torch__.Named"), std::vector<std::string>{"same", "negative"},
                                                std::vector<c10::TypePtr>(2, c10::TensorType::get()));
  torch::jit::Value* negative = graph->insert(torch::jit::aten::neg, {x});
  torch::jit::Value* same = graph->insert(torch::jit::aten::clone, {x});
  graph->registerOutput(graph->insertNode(graph->createTuple({same, negative}, type))->output());
  auto* function = module._ivalue()->compilation_unit()->create_function(
      c10::QualifiedName(*module.type()->name(), "forward"), graph);
  module.type()->addMethod(function);
  save(module, "named_tuple");
}

void make_arguments() {
  make("numbers", "def forward(self, x: Tensor, n: int, f: float):\n  return x * n + f\n");
  make("optional", "def forward(self, x: Tensor, y: Optional[Tensor] = None, n: int = 3, f: bool = True):\n"
                   "  if y is not None:\n    x = x + y\n  return x * n\n");
  make("flag", "def forward(self, x: Tensor, f: bool):\n  return x\n");
  make("tensors", "def forward(self, x: List[Tensor]):\n  return x[0]\n");
  make("declared", "def forward(self, x: Tensor):\n  return x * 2\n",
       R"({"inputs": [{"name": "in", "type": "f32", "shape": ["rows", 2]}], "outputs": [{"name": "out", "type": "f32"}]})");
  make("declared_int8", "def forward(self, x: Tensor):\n  return x - 1\n",
       R"({"inputs": [{"type": "int8"}], "outputs": [{"type": "int8"}]})");
  make("declared_wrong_type", "def forward(self, x: Tensor):\n  return x.double()\n", R"({"outputs": [{"type": "f32"}]})");
  make("declared_wrong_count", "def forward(self, x: Tensor):\n  return x\n", R"({"inputs": []})");
  make("declared_unknown_type", "def forward(self, x: Tensor):\n  return x\n", R"({"inputs": [{"type": "f31"}]})");
  make("declared_no_json", "def forward(self, x: Tensor):\n  return x\n", "inputs");
}

void make_changing() {
  make("adds_to_input", "def forward(self, x: Tensor):\n  x.add_(1)\n  return x * 1\n");
  make("adds_to_view", "def forward(self, x: Tensor):\n  x[0].mul_(0)\n  return x.sum(0)\n");
  make("transposes_input", "def forward(self, x: Tensor):\n  x.t_()\n  return x + 0\n");
  Module keeper("Net");
  keeper.register_buffer("last", torch::zeros({2}));
  keeper.define("def forward(self, x: Tensor):\n  before = self.last\n  self.last = x\n  return before + 0\n");
  save(keeper, "keeper");
  Module counter("Net");
  counter.register_attribute("calls", c10::IntType::get(), 0);
  counter.register_buffer("sum", torch::zeros({2}));
  counter.define("def forward(self, x: Tensor):\n  self.calls += 1\n  self.sum.add_(x)\n  return self.sum, self.calls\n");
  save(counter, "counter");
}

void make_loud() {
  make("prints", "def forward(self, x: Tensor):\n  print('noise', x)\n  return x + 1\n");
  make("raises", "def forward(self, x: Tensor):\n  assert x.numel() == 1, 'too many numbers'\n  return x + 1\n");
  make("endless", "def forward(self, x: Tensor):\n  while bool(x[0] > 0):\n    x = x + 0\n  return x\n");
  make("busy", "def forward(self, x: Tensor, n: int):\n  for i in range(n):\n    x = x + 0\n  return x\n");
  make("huge", "def forward(self, x: Tensor):\n  return torch.zeros([1 << 50])\n");
  make("uneven", "def forward(self, x: Tensor):\n  return x[::2].sum()\n");
}

void make_forbidden() {
  make("reads_file", "def forward(self, x: Tensor):\n  return torch.from_file('/etc/passwd', False, 8, dtype=0)\n");
  make("private", "def forward(self, x: Tensor):\n  return torch._reshape_alias(x, [100], [1])\n");
  make("no_forward", "def backward(self, x: Tensor):\n  return x\n");
  Module state("Net");
  state.register_attribute("a", c10::IntType::get(), 0);
  state.define("def forward(self, x: Tensor):\n  return x + self.a\n"
               "def __getstate__(self):\n  return self.a\n"
               "def __setstate__(self, a: int):\n  self.a = a + 1\n");
  save(state, "set_state");
  Module wide("Net");
  wide.register_buffer("w", torch::ones({2, 3}));
  wide.define("def forward(self, x: Tensor):\n  return x + self.w\n");
  save(wide, "buffer");
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return std::fputs("make_torch_models OUTDIR\n", stderr), 64;
  folder = words[1];
  try {
    make_plain();
    make_results();
    make_named_tuple();
    make_arguments();
    make_changing();
    make_loud();
    make_forbidden();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_torch_models: %s\n", error.what());
    return 1;
  }
  return 0;
}
