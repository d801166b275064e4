// The few calls that the pickle machine understands: how PyTorch describes tensors and
// dictionaries.
#include <map>

#include "engine/checkpoint/input_file.h"
#include "engine/checkpoint/pickle_machine.h"

namespace everyword {

using Kind = PickleNode::Kind;

namespace {

enum class Call {
  kTensor,
  kTypedTensor,
  kFirst,
  kTyped,
  kDict,
  kEmptyDict,
  kList,
  kTuple,
  kSet,
  kReconstruct
};

const std::map<std::string, Call, std::less<>> &understoodCalls() {
  static const std::map<std::string, Call, std::less<>> calls = {
      {"torch._utils._rebuild_tensor", Call::kTensor},
      {"torch._utils._rebuild_tensor_v2", Call::kTensor},
      {"torch._utils._rebuild_tensor_v3", Call::kTypedTensor},
      {"torch._utils._rebuild_parameter", Call::kFirst},
      {"torch._utils._rebuild_parameter_with_state", Call::kFirst},
      {"torch.nn.parameter.Parameter", Call::kFirst},
      {"torch.nn.parameter.Buffer", Call::kFirst},
      {"torch._tensor._rebuild_from_type_v2", Call::kTyped},
      {"torch.jit._pickle.build_intlist", Call::kFirst},
      {"torch.jit._pickle.build_tensorlist", Call::kFirst},
      {"torch.jit._pickle.build_doublelist", Call::kFirst},
      {"torch.jit._pickle.build_boollist", Call::kFirst},
      {"torch.jit._pickle.restore_type_tag", Call::kFirst},
      {"collections.OrderedDict", Call::kDict},
      {"collections.defaultdict", Call::kEmptyDict},
      {"collections.Counter", Call::kEmptyDict},
      {"builtins.dict", Call::kDict},
      {"__builtin__.dict", Call::kDict},
      {"builtins.list", Call::kList},
      {"__builtin__.list", Call::kList},
      {"builtins.tuple", Call::kTuple},
      {"__builtin__.tuple", Call::kTuple},
      {"torch.Size", Call::kTuple},
      {"builtins.set", Call::kSet},
      {"__builtin__.set", Call::kSet},
      {"builtins.frozenset", Call::kSet},
      {"__builtin__.frozenset", Call::kSet},
      {"copyreg._reconstructor", Call::kReconstruct},
      {"copy_reg._reconstructor", Call::kReconstruct}};
  return calls;
}

bool integersOf(const PickleValue &value, std::vector<std::int64_t> &integers) {
  const PickleNode *node = nodeOf(value, Kind::kTuple);
  if (!node) {
    node = nodeOf(value, Kind::kList);
  }
  if (!node || node->items.size() > 64) {
    return false;
  }
  for (const PickleValue &item : node->items) {
    if (item.kind != PickleValue::Kind::kInteger) {
      return false;
    }
    integers.push_back(item.integer());
  }
  return true;
}

struct StorageType {
  c10::ScalarType dtype;
  std::uint64_t elementBytes;
};

const StorageType *storageType(const PickleNode &global) {
  using c10::ScalarType;
  static const std::map<std::string, StorageType, std::less<>> types = {
      {"FloatStorage", {ScalarType::Float, 4}},
      {"DoubleStorage", {ScalarType::Double, 8}},
      {"HalfStorage", {ScalarType::Half, 2}},
      {"BFloat16Storage", {ScalarType::BFloat16, 2}},
      {"LongStorage", {ScalarType::Long, 8}},
      {"IntStorage", {ScalarType::Int, 4}},
      {"ShortStorage", {ScalarType::Short, 2}},
      {"CharStorage", {ScalarType::Char, 1}},
      {"ByteStorage", {ScalarType::Byte, 1}},
      {"BoolStorage", {ScalarType::Bool, 1}},
      {"UntypedStorage", {ScalarType::Undefined, 1}},
      {"ComplexFloatStorage", {ScalarType::Undefined, 8}},
      {"ComplexDoubleStorage", {ScalarType::Undefined, 16}},
      {"QUInt8Storage", {ScalarType::Undefined, 1}},
      {"QInt8Storage", {ScalarType::Undefined, 1}},
      {"QInt32Storage", {ScalarType::Undefined, 4}}};
  // A type that is newer than this table is listed; only where it is needed is it an error.
  static const StorageType unknown = {ScalarType::Undefined, 0};
  if (global.module != "torch" && global.module != "torch.cuda" &&
      global.module != "torch.storage") {
    return nullptr;
  }
  const auto found = types.find(global.name);
  if (found == types.end()) {
    return global.name.ends_with("Storage") ? &unknown : nullptr;
  }
  return &found->second;
}

/// The types that PyTorch writes without a storage class of their own.
c10::ScalarType typeNamed(std::string_view name) {
  using c10::ScalarType;
  static const std::map<std::string_view, ScalarType> types = {
      {"float8_e4m3fn", ScalarType::Float8_e4m3fn},
      {"float8_e5m2", ScalarType::Float8_e5m2},
      {"uint16", ScalarType::UInt16},
      {"uint32", ScalarType::UInt32},
      {"uint64", ScalarType::UInt64}};
  const auto found = types.find(name);
  return found == types.end() ? ScalarType::Undefined : found->second;
}

constexpr int kCallDepth = 8;

}  // namespace

std::string qualifiedName(const PickleNode &node) {
  return std::string(node.module) + "." + std::string(node.name);
}

PickleValue PickleMachine::call(const PickleValue &callee, const PickleValue &arguments,
                                int depth) {
  const PickleNode *named = nodeOf(callee, Kind::kGlobal);
  if (!named) {
    throw RefusedPickle(fileNameOf(path_) +
                        " is refused: its pickle calls what another call gave, as only harmful " +
                        "files do");
  }
  const PickleNode *group = nodeOf(arguments, Kind::kTuple);
  if (!group) {
    fail("its pickle calls " + qualifiedName(*named).substr(0, 80) + " without arguments");
  }
  bool known = false;
  const PickleValue result = understoodCall(qualifiedName(*named), group->items, depth, known);
  if (known) {
    return result;
  }
  PickleNode *object = make(Kind::kObject);
  object->module = named->module;
  object->name = named->name;
  return PickleValue::ofNode(object);
}

PickleValue PickleMachine::understoodCall(std::string_view callee,
                                          const std::vector<PickleValue> &arguments, int depth,
                                          bool &known) {
  const auto found = understoodCalls().find(callee);
  known = found != understoodCalls().end();
  if (!known) {
    return {};
  }
  const auto sequence = [&](Kind kind) {
    const bool full = !arguments.empty() && arguments[0].kind == PickleValue::Kind::kNode;
    return PickleValue::ofNode(
        make(kind, full ? arguments[0].node()->items : std::vector<PickleValue>{}));
  };
  switch (found->second) {
    case Call::kTensor:
      return rebuildTensor(arguments);
    case Call::kTypedTensor:
      return rebuildTypedTensor(arguments);
    case Call::kFirst:
      return arguments.empty() ? PickleValue::other() : arguments[0];
    case Call::kTyped:  // (function, type, arguments, state) of a subclass of Tensor
      if (arguments.size() < 3 || depth >= kCallDepth) {
        fail("its pickle describes a tensor wrongly");
      }
      return call(arguments[0], arguments[2], depth + 1);
    case Call::kDict:
      return dictOf(arguments);
    case Call::kEmptyDict:
      return PickleValue::ofNode(make(Kind::kDict));
    case Call::kList:
      return sequence(Kind::kList);
    case Call::kTuple:
      return sequence(Kind::kTuple);
    case Call::kSet:
      return sequence(Kind::kSet);
    case Call::kReconstruct: {  // (class, base, state): an object whose class is data
      known = !arguments.empty() && nodeOf(arguments[0], Kind::kGlobal);
      if (!known) {
        return {};
      }
      PickleNode *object = make(Kind::kObject);
      object->module = arguments[0].node()->module;
      object->name = arguments[0].node()->name;
      return PickleValue::ofNode(object);
    }
  }
  return {};
}

// A list of pairs, or nothing.
PickleValue PickleMachine::dictOf(const std::vector<PickleValue> &arguments) {
  const PickleValue dict = PickleValue::ofNode(make(Kind::kDict));
  if (arguments.empty()) {
    return dict;
  }
  if (nodeOf(arguments[0], Kind::kDict)) {
    setItems(dict, std::vector<PickleValue>(arguments[0].node()->items));
    return dict;
  }
  const PickleNode *pairs = nodeOf(arguments[0], Kind::kList);
  if (!pairs) {
    pairs = nodeOf(arguments[0], Kind::kTuple);
  }
  if (!pairs) {
    return dict;
  }
  for (const PickleValue &pair : pairs->items) {
    const PickleNode *both = nodeOf(pair, Kind::kTuple);
    if (!both) {
      both = nodeOf(pair, Kind::kList);
    }
    if (!both || both->items.size() != 2) {
      fail("its pickle has a key without a value");
    }
    setItems(dict, both->items);
  }
  return dict;
}

PickleValue PickleMachine::rebuildTensor(const std::vector<PickleValue> &arguments) {
  if (arguments.size() < 4) {
    fail("its pickle describes a tensor without a size");
  }
  const PickleNode *storage = nodeOf(arguments[0], Kind::kStorage);
  if (nodeOf(arguments[0], Kind::kObject)) {
    return arguments[0];  // a storage of a type we do not read
  }
  if (!storage) {
    fail("its pickle describes a tensor without a storage");
  }
  return viewOf(storage->tensor->storage, arguments);
}

/// (storage of bytes, offset, sizes, strides, gradient?, hooks, type): types newer than the classes
/// of storages.
PickleValue PickleMachine::rebuildTypedTensor(const std::vector<PickleValue> &arguments) {
  const PickleNode *bytes = arguments.empty() ? nullptr : nodeOf(arguments[0], Kind::kStorage);
  const PickleNode *type = arguments.size() < 7 ? nullptr : nodeOf(arguments[6], Kind::kGlobal);
  if (!bytes || !type) {
    fail("its pickle describes a tensor wrongly");
  }
  StorageRef storage = bytes->tensor->storage;
  storage.dtype = typeNamed(type->name);
  storage.unreadableType = std::make_shared<const std::string>(type->name.substr(0, 40));
  if (storage.dtype != c10::ScalarType::Undefined) {
    const std::uint64_t width = c10::elementSize(storage.dtype);
    if (storage.elementBytes != 1 || storage.count % width != 0 || storage.viewStart % width != 0) {
      fail("its pickle describes a storage wrongly");
    }
    storage.unreadableType.reset();
    storage.elementBytes = width;
    storage.count /= width;
    storage.viewStart /= width;
    storage.viewCount /= width;
  }
  return viewOf(storage, arguments);
}

/// `arguments`: storage, offset, sizes, strides, ...
PickleValue PickleMachine::viewOf(const StorageRef &storage,
                                  const std::vector<PickleValue> &arguments) {
  std::vector<std::int64_t> shape, stride;
  if (arguments[1].kind != PickleValue::Kind::kInteger || !integersOf(arguments[2], shape) ||
      !integersOf(arguments[3], stride)) {
    fail("its pickle describes a tensor with sizes that are no numbers");
  }
  auto tensor = std::make_unique<StoredTensor>();
  std::string fault;
  if (storage.dtype == c10::ScalarType::Undefined) {
    std::uint64_t entries = 0;
    fault = byteCount(shape, 1, entries) ? "" : "the sizes are negative or too large";
    tensor->storage = storage;
    tensor->shape = shape;
  } else {
    fault = checkedView(storage, arguments[1].integer(), shape, stride, *tensor);
  }
  if (!fault.empty()) {
    fail("a tensor is described wrongly, " + fault);
  }
  charge(sizeof(StoredTensor) + 16 * shape.size() + storage.key.size());
  PickleNode *node = make(Kind::kTensor);
  node->tensor = std::move(tensor);
  return PickleValue::ofNode(node);
}

// ("storage", type, key, device, count[, view]) is the only kind of outside reference that PyTorch
// writes for data.
PickleValue PickleMachine::persistent(const PickleValue &id) {
  const PickleNode *parts = nodeOf(id, Kind::kTuple);
  if (!parts || parts->items.size() < 5 || parts->items[0].text() != "storage") {
    return PickleValue::ofNode(make(Kind::kObject));
  }
  const PickleNode *type = nodeOf(parts->items[1], Kind::kGlobal);
  const StorageType *known = type ? storageType(*type) : nullptr;
  if (!known) {
    return PickleValue::ofNode(make(Kind::kObject));
  }
  const PickleValue &key = parts->items[2], &count = parts->items[4];
  const bool valid =
      key.kind == PickleValue::Kind::kText && count.kind == PickleValue::Kind::kInteger;
  std::uint64_t bytes = 0;
  if (!valid || key.text().size() > 4096 ||
      !byteCount({count.integer()}, known->elementBytes, bytes)) {
    fail("its pickle describes a storage wrongly");
  }
  auto tensor = std::make_unique<StoredTensor>();
  const auto entries = static_cast<std::uint64_t>(count.integer());
  const bool readable = known->dtype != c10::ScalarType::Undefined;
  tensor->storage = {
      std::string(key.text()),
      known->dtype,
      readable ? nullptr : std::make_shared<const std::string>(type->name.substr(0, 40)),
      known->elementBytes,
      entries,
      0,
      entries};
  std::vector<PickleValue> view;  // (key, start, count)
  if (parts->items.size() > 5 && nodeOf(parts->items[5], Kind::kTuple)) {
    view = parts->items[5].node()->items;
  }
  if (view.size() == 3) {
    const std::int64_t start = view[1].integer(), length = view[2].integer();
    if (start < 0 || length < 0 || start > count.integer() || length > count.integer() - start) {
      fail("its pickle describes a part of a storage that lies outside of it");
    }
    tensor->storage.viewStart = static_cast<std::uint64_t>(start);
    tensor->storage.viewCount = static_cast<std::uint64_t>(length);
  }
  charge(sizeof(StoredTensor) + key.text().size());
  PickleNode *node = make(Kind::kStorage);
  node->tensor = std::move(tensor);
  return PickleValue::ofNode(node);
}

}  // namespace everyword
