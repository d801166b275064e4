#include "engine/checkpoint/pickle_machine.h"

#include <algorithm>
#include <charconv>

#include "engine/checkpoint/input_file.h"

namespace everyword {

namespace {
// With this floor a small hostile file cannot take 64 MB. Beyond it an honest pickle needs some 14
// times its length for each small tensor, whose 90 bytes of pickle come with 200 of archive.
constexpr std::uint64_t kBudgetFloor = std::uint64_t{24} << 20;
constexpr std::uint64_t kBudgetFactor = 16;
constexpr std::uint64_t kBudgetOfFile = 3;
}  // namespace

PickleMachine::PickleMachine(std::string_view bytes, std::string path, std::uint64_t fileBytes)
    : bytes_(bytes),
      path_(std::move(path)),
      budget_(kBudgetFloor +
              std::min<std::uint64_t>(kBudgetFactor * bytes.size(), kBudgetOfFile * fileBytes)) {}

PickleValue PickleMachine::next() {
  stack_.clear();
  marks_.clear();
  memo_.clear();
  scatteredMemo_.clear();
  for (;;) {
    const auto op = static_cast<unsigned char>(take(1)[0]);
    if (op == '.') {
      return pop();
    }
    if (!stepConstant(op) && !stepText(op) && !stepContainer(op) && !stepMemo(op) &&
        !stepObject(op)) {
      fail("its pickle has the unknown instruction " + std::to_string(op));
    }
  }
}

// Numbers, truth values, and what only frames the rest.
bool PickleMachine::stepConstant(unsigned char op) {
  switch (op) {
    case 0x80:
      take(1);
      return true;  // PROTO
    case 0x95:
      take(8);
      return true;  // FRAME
    case 'N':
      push({});
      return true;
    case 0x88:
      push(PickleValue::ofBool(true));
      return true;  // NEWTRUE
    case 0x89:
      push(PickleValue::ofBool(false));
      return true;  // NEWFALSE
    case 'K':
      push(PickleValue::ofInteger(static_cast<std::int64_t>(takeUnsigned(1))));
      return true;
    case 'M':
      push(PickleValue::ofInteger(static_cast<std::int64_t>(takeUnsigned(2))));
      return true;
    case 'J':
      push(integerFromBytes(take(4)));
      return true;
    case 0x8a:
      push(integerFromBytes(take(takeUnsigned(1))));
      return true;  // LONG1
    case 0x8b:
      push(integerFromBytes(take(takeUnsigned(4))));
      return true;  // LONG4
    case 'I':
    case 'L':
      push(integerFromLine());
      return true;
    case 'F':
      takeLine();
      push(PickleValue::other());
      return true;
    case 'G':
      take(8);
      push(PickleValue::other());
      return true;
    default:
      return false;
  }
}

bool PickleMachine::stepText(unsigned char op) {
  switch (op) {
    case 'V':
      push(PickleValue::ofText(takeLine()));
      return true;
    case 'S': {
      std::string_view line = takeLine();
      if (line.size() < 2 || line.front() != line.back()) {
        fail("its pickle has a text without quotes");
      }
      push(PickleValue::ofText(line.substr(1, line.size() - 2)));
      return true;
    }
    case 'U':   // SHORT_BINSTRING
    case 'C':   // SHORT_BINBYTES
    case 0x8c:  // SHORT_BINUNICODE
      push(PickleValue::ofText(take(takeUnsigned(1))));
      return true;
    case 'T':
    case 'X':
    case 'B':
      push(PickleValue::ofText(take(takeUnsigned(4))));
      return true;
    case 0x8d:  // BINUNICODE8
    case 0x8e:  // BINBYTES8
    case 0x96:  // BYTEARRAY8
      push(PickleValue::ofText(take(takeUnsigned(8))));
      return true;
    default:
      return false;
  }
}

std::string_view PickleMachine::take(std::uint64_t count) {
  if (count > bytes_.size() - position_) {
    fail("its pickle is cut off");
  }
  const std::string_view result = bytes_.substr(position_, count);
  position_ += count;
  return result;
}

std::uint64_t PickleMachine::takeUnsigned(int bytes) {
  const std::string_view text = take(static_cast<std::uint64_t>(bytes));
  std::uint64_t value = 0;
  for (auto byte = text.rbegin(); byte != text.rend(); ++byte) {
    value = value << 8 | static_cast<unsigned char>(*byte);
  }
  return value;
}

std::string_view PickleMachine::takeLine() {
  const auto end = bytes_.find('\n', position_);
  if (end == std::string_view::npos) {
    fail("its pickle is cut off");
  }
  const std::string_view line = bytes_.substr(position_, end - position_);
  position_ = end + 1;
  return line;
}

PickleValue PickleMachine::integerFromLine() {
  std::string_view line = takeLine();
  if (line == "00" || line == "01") {
    return PickleValue::ofBool(line == "01");
  }
  if (!line.empty() && line.back() == 'L') {
    line.remove_suffix(1);
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
  if (error == std::errc::result_out_of_range) {
    return PickleValue::other();
  }
  if (error != std::errc() || end != line.data() + line.size()) {
    fail("its pickle has a number that is none");
  }
  return PickleValue::ofInteger(value);
}

// Two's complement, little endian, any length.
PickleValue PickleMachine::integerFromBytes(std::string_view bytes) {
  if (bytes.empty()) {
    return PickleValue::ofInteger(0);
  }
  if (bytes.size() > 8) {
    return PickleValue::other();
  }
  std::uint64_t value = static_cast<signed char>(bytes.back()) < 0 ? ~std::uint64_t{0} : 0;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
    value = value << 8 | static_cast<unsigned char>(*byte);
  }
  return PickleValue::ofInteger(static_cast<std::int64_t>(value));
}

void PickleMachine::charge(std::uint64_t bytes) {
  charged_ += bytes;
  if (charged_ > budget_) {
    fail("its pickle asks for far more memory than its length explains");
  }
}

void PickleMachine::fail(const std::string &why) const { throw damaged(path_, why); }

}  // namespace everyword
