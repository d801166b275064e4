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
/// pool. 16 bytes, for a large checkpoint has millions of them.
class PickleValue {
 public:
  enum class Kind : std::uint8_t { kNone, kBool, kInteger, kOther, kText, kNode };
  Kind kind = Kind::kNone;

  /// Of a number or truth value; 0 of anything else.
  std::int64_t integer() const {
    return kind == Kind::kInteger || kind == Kind::kBool ? integer_ : 0;
  }
  /// Of a text; empty of anything else.
  std::string_view text() const {
    return kind == Kind::kText ? std::string_view(characters_, length_) : std::string_view();
  }
  /// Of a node; null of anything else.
  PickleNode *node() const { return kind == Kind::kNode ? node_ : nullptr; }

  static PickleValue ofInteger(std::int64_t value) {
    PickleValue result(Kind::kInteger);
    result.integer_ = value;
    return result;
  }
  static PickleValue ofBool(bool value) {
    PickleValue result(Kind::kBool);
    result.integer_ = value;
    return result;
  }
  /// Texts of 4 GB and more are no names.
  static PickleValue ofText(std::string_view value) {
    if (value.size() > UINT32_MAX) {
      return other();
    }
    PickleValue result(Kind::kText);
    result.length_ = static_cast<std::uint32_t>(value.size());
    result.characters_ = value.data();
    return result;
  }
  static PickleValue ofNode(PickleNode *value) {
    PickleValue result(Kind::kNode);
    result.node_ = value;
    return result;
  }
  /// Something that can be no part of a tensor: a float, a large integer.
  static PickleValue other() { return PickleValue(Kind::kOther); }

  PickleValue() = default;

 private:
  explicit PickleValue(Kind of) : kind(of) {}

  std::uint32_t length_ = 0;
  union {
    std::int64_t integer_ = 0;
    const char *characters_;
    PickleNode *node_;
  };
};
static_assert(sizeof(PickleValue) == 16);

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
  bool barren = false;             // known to hold no tensor, however deep
  std::vector<PickleValue> items;  // list, tuple, set; dict and object: key, value, key, value, ...
  std::string_view module, name;   // global; object: of its class
  std::unique_ptr<StoredTensor> tensor;  // tensor; storage: only `tensor->storage`
};

/// Owns the nodes, so that cycles and deep nesting in a pickle cost neither a leak nor recursion.
using PicklePool = std::deque<PickleNode>;

/// The node when the value is one of that kind, else null.
inline const PickleNode *nodeOf(const PickleValue &value, PickleNode::Kind kind) {
  const PickleNode *node = value.node();
  return node && node->kind == kind ? node : nullptr;
}

}  // namespace everyword
