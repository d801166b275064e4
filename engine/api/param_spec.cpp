#include "engine/api/param_spec.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "engine/api/errors.h"

namespace everyword {

namespace {

[[noreturn]] void refuse(const ParamSpec &spec, const std::string &got) {
  std::ostringstream sentence;
  sentence << "'" << spec.name << "' cannot be " << quotedText(got);
  std::ostringstream advice;
  if (!spec.choices.empty()) {
    advice << "use ";
    for (std::size_t i = 0; i < spec.choices.size(); ++i) {
      advice << (i == 0 ? "" : i + 1 == spec.choices.size() ? " or " : ", ") << spec.choices[i];
    }
  } else if (spec.type == ParamSpec::Type::Bool) {
    advice << "use true or false";
  } else {
    advice << "use " << (spec.type == ParamSpec::Type::Int ? "a whole number" : "a number")
           << " between "
           << toString(spec.type == ParamSpec::Type::Int
                           ? ParamValue(static_cast<std::int64_t>(spec.minimum))
                           : ParamValue(spec.minimum))
           << " and "
           << toString(spec.type == ParamSpec::Type::Int
                           ? ParamValue(static_cast<std::int64_t>(spec.maximum))
                           : ParamValue(spec.maximum));
  }
  throw InputError(sentence.str(), advice.str());
}

double toReal(const ParamSpec &spec, const ParamValue &value) {
  if (const auto *real = std::get_if<double>(&value)) {
    return *real;
  }
  if (const auto *integer = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*integer);
  }
  if (const auto *text = std::get_if<std::string>(&value)) {
    double parsed = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
    if (error == std::errc() && end == text->data() + text->size()) {
      return parsed;
    }
  }
  refuse(spec, toString(value));
}

std::int64_t toInteger(const ParamSpec &spec, const ParamValue &value) {
  if (const auto *integer = std::get_if<std::int64_t>(&value)) {
    return *integer;
  }
  if (const auto *text = std::get_if<std::string>(&value)) {
    std::int64_t parsed = 0;  // not through double: seeds have more than 53 bits
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
    if (error == std::errc() && end == text->data() + text->size()) {
      return parsed;
    }
    refuse(spec, *text);
  }
  const double real = toReal(spec, value);
  if (real != std::floor(real) || std::abs(real) > 9e15) {
    refuse(spec, toString(value));
  }
  return static_cast<std::int64_t>(real);
}

bool toBool(const ParamSpec &spec, const ParamValue &value) {
  if (const auto *flag = std::get_if<bool>(&value)) {
    return *flag;
  }
  const std::string text = toString(value);
  if (text == "true" || text == "1" || text == "yes" || text == "on") {
    return true;
  }
  if (text == "false" || text == "0" || text == "no" || text == "off") {
    return false;
  }
  refuse(spec, text);
}

void checkColour(const ParamSpec &spec, const std::string &text) {
  const bool good = text.size() == 7 && text[0] == '#' &&
                    std::all_of(text.begin() + 1, text.end(),
                                [](unsigned char c) { return std::isxdigit(c) != 0; });
  if (!good) {
    throw InputError("'" + spec.name + "' cannot be " + quotedText(text),
                     "a colour looks like #8a8a8a");
  }
}

}  // namespace

const ParamSpec *findParam(std::string_view name) {
  const auto params = runParams();
  const auto found = std::find_if(params.begin(), params.end(), [&](const ParamSpec &spec) {
    return spec.name == name || (!name.empty() && spec.formerName == name);
  });
  return found == params.end() ? nullptr : &*found;
}

void setParam(RunRequest &request, const ParamSpec &spec, const ParamValue &value) {
  switch (spec.type) {
    case ParamSpec::Type::Bool:
      spec.set(request, toBool(spec, value));
      return;
    case ParamSpec::Type::Int: {
      const std::int64_t number = toInteger(spec, value);
      if (static_cast<double>(number) < spec.minimum ||
          static_cast<double>(number) > spec.maximum) {
        refuse(spec, toString(value));
      }
      spec.set(request, number);
      return;
    }
    case ParamSpec::Type::Real: {
      const double number = toReal(spec, value);
      if (!(number >= spec.minimum && number <= spec.maximum)) {  // refuses NaN too
        refuse(spec, toString(value));
      }
      spec.set(request, number);
      return;
    }
    case ParamSpec::Type::Choice: {
      const std::string text = toString(value);
      if (std::find(spec.choices.begin(), spec.choices.end(), text) == spec.choices.end()) {
        refuse(spec, text);
      }
      spec.set(request, text);
      return;
    }
    case ParamSpec::Type::Colour:
      checkColour(spec, toString(value));
      [[fallthrough]];
    case ParamSpec::Type::Text:
    case ParamSpec::Type::File:
      spec.set(request, toString(value));
      return;
  }
}

std::string toString(const ParamValue &value) {
  if (const auto *flag = std::get_if<bool>(&value)) {
    return *flag ? "true" : "false";
  }
  if (const auto *integer = std::get_if<std::int64_t>(&value)) {
    return std::to_string(*integer);
  }
  if (const auto *real = std::get_if<double>(&value)) {
    std::ostringstream out;
    out << *real;
    return out.str();
  }
  return std::get<std::string>(value);
}

}  // namespace everyword
