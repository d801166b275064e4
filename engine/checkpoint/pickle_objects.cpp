// The part of the pickle machine that meets classes: imports, calls and attributes. Nothing is ever
// imported or called.
#include "engine/checkpoint/input_file.h"
#include "engine/checkpoint/pickle_imports.h"
#include "engine/checkpoint/pickle_machine.h"

namespace everyword {

using Kind = PickleNode::Kind;

PickleValue PickleMachine::importName(std::string_view module, std::string_view name) {
  if (isRefusedImport(module, name)) {
    throw RefusedPickle(fileNameOf(path_) + " is refused: its pickle names " +
                        std::string(module.substr(0, 80)) + "." + std::string(name.substr(0, 80)) +
                        ", which could run a command");
  }
  PickleNode *node = make(Kind::kGlobal);
  node->module = module;
  node->name = name;
  return PickleValue::ofNode(node);
}

bool PickleMachine::stepObject(unsigned char op) {
  switch (op) {
    case 'c': {
      const std::string_view module = takeLine();
      return (push(importName(module, takeLine())), true);
    }
    case 0x93: {  // STACK_GLOBAL
      const PickleValue name = pop(), module = pop();
      if (name.kind != PickleValue::Kind::kText || module.kind != PickleValue::Kind::kText) {
        fail("its pickle imports something without a name");
      }
      return (push(importName(module.text(), name.text())), true);
    }
    case 'R':
    case 0x81: {  // REDUCE, NEWOBJ
      const PickleValue arguments = pop(), callee = pop();
      return (push(call(callee, arguments)), true);
    }
    case 0x92: {  // NEWOBJ_EX
      pop();      // keyword arguments
      const PickleValue arguments = pop(), callee = pop();
      return (push(call(callee, arguments)), true);
    }
    case 'i':
      return (stepInstance(false), true);
    case 'o':
      return (stepInstance(true), true);
    case 'b': {
      const PickleValue state = pop();
      return (build(top(), state), true);
    }
    case 'Q':
      return (push(persistent(pop())), true);
    case 'P':
      return (takeLine(), push(PickleValue::other()), true);
    case 'a': {
      const PickleValue item = pop();
      return (append(top(), {item}), true);
    }
    case 'e':
    case 0x90: {  // APPENDS, ADDITEMS
      const std::vector<PickleValue> items = popMark();
      return (append(top(), items), true);
    }
    case 's': {
      const PickleValue value = pop(), key = pop();
      return (setItems(top(), {key, value}), true);
    }
    case 'u': {
      const std::vector<PickleValue> items = popMark();
      return (setItems(top(), items), true);
    }
    default:
      return false;
  }
}

// INST and OBJ of the oldest protocols: a class and a marked group of arguments.
void PickleMachine::stepInstance(bool classOnStack) {
  PickleValue callee;
  if (!classOnStack) {
    const std::string_view module = takeLine();
    callee = importName(module, takeLine());
  }
  std::vector<PickleValue> arguments = popMark();
  if (classOnStack) {
    if (arguments.empty()) {
      fail("its pickle makes an object of no class");
    }
    callee = arguments.front();
    arguments.erase(arguments.begin());
  }
  push(call(callee, PickleValue::ofNode(make(Kind::kTuple, std::move(arguments)))));
}

void PickleMachine::build(const PickleValue &target, const PickleValue &state) {
  // Only opaque objects keep attributes; those of a dictionary (`_metadata`) or tensor describe
  // nothing we read.
  if (!nodeOf(target, Kind::kObject)) {
    return;
  }
  if (nodeOf(state, Kind::kDict)) {
    return setItems(target, std::vector<PickleValue>(state.node()->items));
  }
  if (const PickleNode *both = nodeOf(state, Kind::kTuple); both && both->items.size() == 2) {
    for (const PickleValue &part : both->items) {  // attributes and slots
      if (nodeOf(part, Kind::kDict)) {
        setItems(target, std::vector<PickleValue>(part.node()->items));
      }
    }
  }
}

}  // namespace everyword
