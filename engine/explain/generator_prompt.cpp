// The prompt that a generator leaves in the text chunks of its PNGs. The texts come from strangers:
// JSON is checked before it is parsed, and what is not understood is no prompt, never an error.
#include "engine/explain/generator_prompt.h"

#include <nlohmann/json.hpp>

#include "engine/api/audit.h"
#include "engine/api/outside_text.h"
#include "engine/core/read_file.h"
#include "engine/pictures/png_chunks.h"
#include "engine/pictures/read_picture.h"

namespace everyword {

namespace {

using Json = nlohmann::json;

std::string stringOf(const Json &json) {
  return json.is_string() ? json.get<std::string>() : std::string();
}

std::string member(const Json &json, const char *key) {
  return json.is_object() ? stringOf(json.value(key, Json())) : std::string();
}

Json parsed(const std::string &text) {
  JsonLimits limits;
  limits.keysInObject = 4096;  // ComfyUI's graph has one a node
  return jsonFault(text, limits).empty() ? Json::parse(text, nullptr, /*allow_exceptions=*/false)
                                         : Json();
}

/// AUTOMATIC1111 and its kin: the prompt, then "Negative prompt: ..." and "Steps: 20, ...".
std::string beforeSettings(const std::string &text) {
  const std::size_t end = std::min(text.find("\nNegative prompt:"), text.find("\nSteps:"));
  return text.substr(0, end);
}

/// ComfyUI: {"3": {"inputs": {"positive": ["6", 0]}}, "6": {"inputs": {"text": "..."}}}. The text
/// lies where the sampler's "positive" leads, perhaps over some nodes between.
std::string fromGraph(const Json &graph) {
  const auto inputs = [&](const std::string &id) {
    const Json node = graph.is_object() ? graph.value(id, Json()) : Json();
    return node.is_object() ? node.value("inputs", Json()) : Json();
  };
  for (const auto &[id, node] : graph.items()) {
    Json link = inputs(id).is_object() ? inputs(id).value("positive", Json()) : Json();
    for (int hops = 0; hops < 8 && link.is_array() && !link.empty(); ++hops) {
      const Json next = inputs(stringOf(link[0]));
      if (const std::string text = member(next, "text"); !text.empty()) {
        return text;
      }
      link = next.is_object() ? next.value("conditioning", next.value("text", Json())) : Json();
    }
  }
  return {};
}

/// InvokeAI: "positive_prompt", before that {"image": {"prompt": [{"prompt": "..."}]}} or a text.
std::string fromInvokeAi(const Json &json) {
  if (const std::string prompt = member(json, "positive_prompt"); !prompt.empty()) {
    return prompt;
  }
  const Json image = json.is_object() ? json.value("image", Json()) : Json();
  const Json prompt = image.is_object() ? image.value("prompt", Json()) : Json();
  return prompt.is_array() && !prompt.empty() ? member(prompt[0], "prompt") : stringOf(prompt);
}

}  // namespace

std::string promptIn(std::span<const std::uint8_t> bytes, const std::string &path) {
  const auto text = [&](std::string_view keyword) {
    return textIn(bytes, path, keyword).value_or(std::string());
  };
  std::string prompt = member(parsed(text(kRecipeKeyword)), "prompt");
  if (prompt.empty()) {
    prompt = beforeSettings(text("parameters"));
  }
  if (prompt.empty()) {
    prompt = fromInvokeAi(parsed(text("invokeai_metadata")));
  }
  if (prompt.empty()) {
    prompt = fromInvokeAi(parsed(text("sd-metadata")));
  }
  if (prompt.empty()) {  // ComfyUI's graph, or plain text
    const std::string found = text("prompt");
    const Json graph = parsed(found);
    prompt = graph.is_object() ? fromGraph(graph) : found;
  }
  return prompt.empty() ? text("Description") : prompt;  // NovelAI
}

std::string promptInPicture(const std::string &path) { return promptIn(readFile(path), path); }

}  // namespace everyword
