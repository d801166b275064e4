// The part of the pickle machine that keeps values: stack, memo and containers.
#include "engine/checkpoint/pickle_machine.h"

namespace everyword {

namespace {
constexpr std::size_t kStackLimit = std::size_t{1} << 19;
// With what the containers and the heap add.
constexpr std::uint64_t kNodeCost = sizeof(PickleNode) + 4, kListCost = 16;
constexpr std::uint64_t kMemoCost = sizeof(PickleValue) + 2, kScatteredMemoCost = 64;
}  // namespace

void PickleMachine::push(const PickleValue &value) {
  if (stack_.size() >= kStackLimit) {
    fail("its pickle piles up too many values");
  }
  stack_.push_back(value);
}

PickleValue PickleMachine::top() const {
  const std::size_t floor = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() <= floor) {
    fail("its pickle takes a value where there is none");
  }
  return stack_.back();
}

PickleValue PickleMachine::pop() {
  const PickleValue value = top();
  stack_.pop_back();
  return value;
}

std::vector<PickleValue> PickleMachine::popMark() {
  if (marks_.empty()) {
    fail("its pickle ends a group that never began");
  }
  const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<PickleValue> items(begin, stack_.end());
  stack_.erase(begin, stack_.end());
  marks_.pop_back();
  return items;
}

PickleNode *PickleMachine::make(PickleNode::Kind kind, std::vector<PickleValue> items) {
  charge(kNodeCost + (items.empty() ? 0 : kListCost + items.size() * sizeof(PickleValue)));
  PickleNode &node = pool_.emplace_back();
  node.kind = kind;
  node.items = std::move(items);
  return &node;
}

void PickleMachine::remember(std::uint64_t slot, const PickleValue &value) {
  if (slot < memo_.size()) {
    memo_[slot] = value;
  } else if (slot == memo_.size()) {
    charge(kMemoCost);
    memo_.push_back(value);
    scatteredMemo_.erase(slot);
  } else {
    charge(kScatteredMemoCost);
    scatteredMemo_[slot] = value;
  }
}

PickleValue PickleMachine::emptyTuple() {
  if (!emptyTuple_) {
    emptyTuple_ = make(PickleNode::Kind::kTuple);
  }
  return PickleValue::ofNode(emptyTuple_);
}

void PickleMachine::stepTuple(std::size_t count) {
  std::vector<PickleValue> items(count);
  for (std::size_t i = count; i > 0; --i) {
    items[i - 1] = pop();
  }
  push(PickleValue::ofNode(make(PickleNode::Kind::kTuple, std::move(items))));
}

bool PickleMachine::stepContainer(unsigned char op) {
  using Kind = PickleNode::Kind;
  const auto pushNew = [this](Kind kind, std::vector<PickleValue> items = {}) {
    push(PickleValue::ofNode(make(kind, std::move(items))));
    return true;
  };
  switch (op) {
    case '(':
      if (marks_.size() >= kStackLimit) {
        fail("its pickle opens too many groups");
      }
      return (marks_.push_back(stack_.size()), true);
    case ']':
      return pushNew(Kind::kList);
    case '}':
      return pushNew(Kind::kDict);
    case ')':
      return (push(emptyTuple()), true);
    case 0x8f:
      return pushNew(Kind::kSet);  // EMPTY_SET
    case 'l':
      return pushNew(Kind::kList, popMark());
    case 't':
      return pushNew(Kind::kTuple, popMark());
    case 0x91:
      return pushNew(Kind::kSet, popMark());  // FROZENSET
    case 'd': {
      const std::vector<PickleValue> items = popMark();
      pushNew(Kind::kDict);
      return (setItems(top(), items), true);
    }
    case 0x85:
      return (stepTuple(1), true);
    case 0x86:
      return (stepTuple(2), true);
    case 0x87:
      return (stepTuple(3), true);
    default:
      return false;
  }
}

bool PickleMachine::stepMemo(unsigned char op) {
  const auto recall = [this](std::uint64_t slot) {
    if (slot < memo_.size()) {
      return (push(memo_[slot]), true);
    }
    const auto found = scatteredMemo_.find(slot);
    if (found == scatteredMemo_.end()) {
      fail("its pickle refers to a value that it never made");
    }
    return (push(found->second), true);
  };
  const auto slotFromLine = [this] {
    const PickleValue slot = integerFromLine();
    if (slot.kind != PickleValue::Kind::kInteger || slot.integer() < 0) {
      fail("its pickle has a wrong reference");
    }
    return static_cast<std::uint64_t>(slot.integer());
  };
  switch (op) {
    case '0':  // POP takes a mark when nothing lies above it
      if (!marks_.empty() && marks_.back() == stack_.size()) {
        return (marks_.pop_back(), true);
      }
      return (pop(), true);
    case '1':
      return (popMark(), true);
    case '2':
      return (push(top()), true);
    case 'p':
      return (remember(slotFromLine(), top()), true);
    case 'q':
      return (remember(takeUnsigned(1), top()), true);
    case 'r':
      return (remember(takeUnsigned(4), top()), true);
    case 0x94:
      return (remember(memo_.size() + scatteredMemo_.size(), top()), true);  // MEMOIZE
    case 'g':
      return recall(slotFromLine());
    case 'h':
      return recall(takeUnsigned(1));
    case 'j':
      return recall(takeUnsigned(4));
    default:
      return false;
  }
}

void PickleMachine::append(const PickleValue &target, const std::vector<PickleValue> &items) {
  if (target.kind != PickleValue::Kind::kNode) {
    fail("its pickle adds to something that is no list");
  }
  PickleNode &node = *target.node();
  if (node.kind == PickleNode::Kind::kObject) {
    return;  // a foreign subclass of list: opaque
  }
  if (node.kind != PickleNode::Kind::kList && node.kind != PickleNode::Kind::kSet) {
    fail("its pickle adds to something that is no list");
  }
  charge(2 * items.size() * sizeof(PickleValue));
  node.items.insert(node.items.end(), items.begin(), items.end());
}

void PickleMachine::setItems(const PickleValue &target, const std::vector<PickleValue> &items) {
  const bool takesKeys =
      nodeOf(target, PickleNode::Kind::kDict) || nodeOf(target, PickleNode::Kind::kObject);
  if (!takesKeys) {
    fail("its pickle adds keys to something that is no dictionary");
  }
  if (items.size() % 2 != 0) {
    fail("its pickle has a key without a value");
  }
  charge(2 * items.size() * sizeof(PickleValue));
  target.node()->items.insert(target.node()->items.end(), items.begin(), items.end());
}

}  // namespace everyword
