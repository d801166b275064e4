#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/api/errors.h"
#include "engine/checkpoint/pickle_value.h"

namespace everyword {

/// A pickle that is not merely damaged: it names what could run a command.
class RefusedPickle : public FileError {
 public:
  using FileError::FileError;
};

/// Reads pickles as data. Imports become names, calls become opaque objects, except the few that
/// PyTorch uses to describe tensors and dictionaries, which are understood without being called.
/// Memory is bounded by the lengths of pickle and file.
class PickleMachine {
 public:
  /// `bytes` must outlive the machine and its values. `path` is for messages. `fileBytes`: size of
  /// the file that the bytes were unpacked from; memory is bounded by it too.
  PickleMachine(std::string_view bytes, std::string path, std::uint64_t fileBytes);

  /// The next pickle of the bytes; the machine then stands behind its end. Throws FileError
  /// (RefusedPickle).
  PickleValue next();
  std::size_t position() const { return position_; }

  const PicklePool &pool() const { return pool_; }  ///< every node made so far

 private:
  // Each handles its opcodes and returns false for those of others.
  bool stepConstant(unsigned char op);
  bool stepText(unsigned char op);
  bool stepContainer(unsigned char op);
  bool stepMemo(unsigned char op);
  bool stepObject(unsigned char op);
  void stepTuple(std::size_t count);
  void stepInstance(bool classOnStack);

  PickleValue call(const PickleValue &callee, const PickleValue &arguments, int depth = 0);
  PickleValue understoodCall(std::string_view callee, const std::vector<PickleValue> &arguments,
                             int depth, bool &known);
  PickleValue rebuildTensor(const std::vector<PickleValue> &arguments);
  PickleValue rebuildTypedTensor(const std::vector<PickleValue> &arguments);
  PickleValue viewOf(const StorageRef &storage, const std::vector<PickleValue> &arguments);
  PickleValue dictOf(const std::vector<PickleValue> &arguments);
  PickleValue persistent(const PickleValue &id);
  void build(const PickleValue &target, const PickleValue &state);
  void setItems(const PickleValue &target, const std::vector<PickleValue> &items);
  void append(const PickleValue &target, const std::vector<PickleValue> &items);

  std::string_view take(std::uint64_t count);
  std::uint64_t takeUnsigned(int bytes);
  std::string_view takeLine();
  PickleValue integerFromLine();
  PickleValue integerFromBytes(std::string_view bytes);

  void push(const PickleValue &value);
  PickleValue pop();
  PickleValue top() const;
  std::vector<PickleValue> popMark();
  PickleNode *make(PickleNode::Kind kind, std::vector<PickleValue> items = {});
  PickleValue emptyTuple();
  PickleValue importName(std::string_view module, std::string_view name);
  void remember(std::uint64_t slot, const PickleValue &value);
  void charge(std::uint64_t bytes);
  [[noreturn]] void fail(const std::string &why) const;

  std::string_view bytes_;
  std::string path_;
  std::size_t position_ = 0;
  std::vector<PickleValue> stack_;
  std::vector<std::size_t> marks_;
  std::deque<PickleValue> memo_;  // slots as picklers number them, from 0 on
  std::unordered_map<std::uint64_t, PickleValue> scatteredMemo_;  // any others
  PicklePool pool_;
  PickleNode *emptyTuple_ = nullptr;  // one for all: nothing can change a tuple
  std::uint64_t charged_ = 0, budget_ = 0;
};

/// "builtins.dict" and the like of a global node.
std::string qualifiedName(const PickleNode &node);

}  // namespace everyword
