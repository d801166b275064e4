#include "engine/checkpoint/torch_tensors.h"

#include <ATen/ATen.h>

#include <set>

#include "engine/checkpoint/input_file.h"

namespace everyword {

namespace {

using Kind = PickleNode::Kind;
constexpr std::size_t kDepthLimit = 100;

class Walk {
 public:
  Walk(std::uint64_t pickleBytes, const std::string &path)
      : path_(path),
        stepsLeft_(20'000 + 8 * pickleBytes),
        textLeft_((std::uint64_t{8} << 20) + 4 * pickleBytes) {}

  /// False when there are tensors below, or it is not certain that there are none.
  bool visit(const PickleValue &value, const std::string &name) {
    if (value.kind != PickleValue::Kind::kNode) {
      return true;
    }
    PickleNode &node = *value.node();
    if (node.kind == Kind::kTensor) {
      return (add(node, name), false);
    }
    const bool keyed = node.kind == Kind::kDict || node.kind == Kind::kObject;
    const bool listed = node.kind == Kind::kList || node.kind == Kind::kTuple;
    if ((!keyed && !listed) || node.barren) {
      return true;
    }
    if (!open_.insert(&node).second) {
      return false;  // a part of itself
    }
    node.barren = visitItems(node, keyed, name);
    open_.erase(&node);
    return node.barren;
  }

  std::map<std::string, StoredTensor> take() { return std::move(found_); }

 private:
  bool visitItems(const PickleNode &node, bool keyed, const std::string &name) {
    if (open_.size() > kDepthLimit) {
      throw damaged(path_, "its contents are nested too deeply");
    }
    bool barren = true;
    for (std::size_t i = 0; i < node.items.size(); i += keyed ? 2 : 1) {
      if (stepsLeft_-- == 0) {
        throw damaged(path_, "its pickle repeats its contents far too often");
      }
      const bool nothing = keyed ? visitKey(node, node.items[i], node.items[i + 1], name)
                                 : visit(node.items[i], joined(name, std::to_string(i)));
      barren = barren && nothing;
    }
    return barren;
  }

  static std::string joined(const std::string &name, std::string_view part) {
    return name.empty() ? std::string(part) : name + "." + std::string(part);
  }

  bool visitKey(const PickleNode &owner, const PickleValue &key, const PickleValue &value,
                const std::string &name) {
    if (value.kind != PickleValue::Kind::kNode) {
      return true;
    }
    if (key.kind == PickleValue::Kind::kInteger) {
      return visit(value, joined(name, std::to_string(key.integer())));
    }
    if (key.kind != PickleValue::Kind::kText) {
      return true;
    }
    if (name.size() + key.text().size() > 4096) {
      throw damaged(path_, "a tensor's name is longer than 4096 bytes");
    }
    const bool ofModule =
        key.text() == "_parameters" || key.text() == "_buffers" || key.text() == "_modules";
    return visit(value, ofModule && owner.kind == Kind::kObject ? name : joined(name, key.text()));
  }

  void add(const PickleNode &node, const std::string &name) {
    const std::uint64_t cost = name.size() + 256;
    if (cost > textLeft_) {
      throw damaged(path_, "its pickle repeats its contents far too often");
    }
    textLeft_ -= cost;
    found_[name.empty() ? "tensor" : name] = *node.tensor;
  }

  std::string path_;
  std::uint64_t stepsLeft_, textLeft_;
  std::set<const PickleNode *> open_;
  std::map<std::string, StoredTensor> found_;
};

class TorchSource : public TensorTable::Source {
 public:
  TorchSource(std::map<std::string, StoredTensor> tensors, StorageReader read,
              std::uint64_t fileBytes)
      : tensors_(std::move(tensors)), read_(std::move(read)), fileBytes_(fileBytes) {}

  at::Tensor load(const std::string &name) const override {
    const StoredTensor &stored = tensors_.at(name);
    at::Tensor view =
        read_(stored.storage, stored.first, stored.extent).as_strided(stored.shape, stored.stride);
    // A view larger than what it shows stays one: a small file must not take much memory.
    return view.numel() > static_cast<std::int64_t>(stored.extent) ? view : view.contiguous();
  }
  std::uint64_t fileBytes() const override { return fileBytes_; }

 private:
  std::map<std::string, StoredTensor> tensors_;
  StorageReader read_;
  std::uint64_t fileBytes_;
};

}  // namespace

std::map<std::string, StoredTensor> namedTensors(const PickleValue &root, std::uint64_t pickleBytes,
                                                 const std::string &path) {
  Walk walk(pickleBytes, path);
  walk.visit(root, "");
  return walk.take();
}

TensorTable tableOf(std::map<std::string, StoredTensor> tensors, StorageReader read,
                    const std::string &path, std::uint64_t fileBytes, const std::string &format) {
  std::map<std::string, TensorInfo> infos;
  for (const auto &[name, stored] : tensors) {
    infos[name] = {stored.shape, stored.storage.dtype,
                   stored.storage.unreadableType ? *stored.storage.unreadableType : ""};
  }
  auto source = std::make_shared<TorchSource>(std::move(tensors), std::move(read), fileBytes);
  return TensorTable(std::move(infos), std::move(source), path, format);
}

}  // namespace everyword
