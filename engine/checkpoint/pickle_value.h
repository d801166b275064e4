#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/checkpoint/stored_tensor.h"

namespace everyword {

struct PickleNode;

/// A value of the pickle machine. Texts point into the pickle's bytes, nodes into the machine's
/// pool.
struct PickleValue {
  enum class Kind : std::uint8_t { kNone, kBool, kInteger, kOther, kText, kNode };
  Kind kind = Kind::kNone;
  std::int64_t integer = 0;  // kBool, kInteger
  std::string_view text;     // kText
  PickleNode *node = nullptr;

  static PickleValue ofInteger(std::int64_t value) { return {Kind::kInteger, value, {}, nullptr}; }
  static PickleValue ofBool(bool value) { return {Kind::kBool, value, {}, nullptr}; }
  static PickleValue ofText(std::string_view value) { return {Kind::kText, 0, value, nullptr}; }
  static PickleValue ofNode(PickleNode *value) { return {Kind::kNode, 0, {}, value}; }
  /// Something that can be no part of a tensor: a float, a large integer.
  static PickleValue other() { return {Kind::kOther, 0, {}, nullptr}; }
};

struct PickleNode {
  enum class Kind : std::uint8_t {
    kList,
    kTuple,
    kDict,
    kSet,
    kGlobal,
    kObject,
    kStorage,
    kTensor
  };
  Kind kind = Kind::kList;
  std::vector<PickleValue> items;  // list, tuple, set; dict and object: key, value, key, value, ...
  std::string_view module, name;   // global; object: of its class
  std::unique_ptr<StoredTensor> tensor;  // tensor; storage: only `tensor->storage`
};

/// Owns the nodes, so that cycles and deep nesting in a pickle cost neither a leak nor recursion.
using PicklePool = std::deque<PickleNode>;

/// The node when the value is one of that kind, else null.
inline const PickleNode *nodeOf(const PickleValue &value, PickleNode::Kind kind) {
  return value.kind == PickleValue::Kind::kNode && value.node->kind == kind ? value.node : nullptr;
}

}  // namespace everyword
