#include "engine/facade/request_check.h"

#include "engine/models/pack_manifest.h"
#include "engine/modes/mode_registry.h"
#include "engine/run/step_target.h"
#include "engine/text/phrase_span.h"

namespace everyword {

namespace {

std::string listOf(const std::vector<std::string> &words) {
  std::string list;
  for (const std::string &word : words) {
    list += (list.empty() ? "" : ", ") + word;
  }
  return list;
}

/// The user's own model is not limited to the pack's words.
bool usesPackText(const ModelSet &models) { return models.path("clip").empty(); }

std::string unknownSentence(const TokenInfo::Word &word, const PackInfo &pack) {
  return "the pack '" + pack.name + "' does not know the word '" + word.text + "'" +
         (word.near.empty() ? "" : " (near: " + listOf(word.near) + ")");
}

void checkWords(const TokenInfo &info, const PackInfo &pack, bool allowed,
                std::vector<std::string> &warnings) {
  for (const TokenInfo::Word &word : info.words) {
    if (word.known) {
      continue;
    }
    const std::string sentence = unknownSentence(word, pack);
    if (!allowed) {
      throw InputError(sentence, "use a word it knows, or allow unknown words");
    }
    warnings.push_back(sentence);
  }
}

/// Things that the pack's own generator of pictures cannot draw, once each.
void warnOfNotDrawn(const PackInfo &pack, const RunRequest &request,
                    std::vector<std::string> &warnings) {
  const bool draws = request.mode == "layout" && request.models.path("vqgan").empty();
  if (pack.folder.empty() || !draws) {
    return;
  }
  const PackManifest manifest = readManifest(pack.folder);
  std::string text = request.objective.prompt;
  for (const Region &region : request.objective.activeRegions()) {
    text += ", " + region.label;
  }
  if (const std::string things = listOf(notDrawnOf(manifest, text)); !things.empty()) {
    warnings.push_back("recognised, not drawn by the pack '" + pack.name + "': " + things);
  }
}

/// The words that must not be neglected have to be in the prompt.
void checkChosenWords(const ModelLoader &loader, const RunRequest &request) {
  if (request.objective.words.empty()) {
    return;
  }
  const auto tokenizer = loader.tokenizer(request.models, nullptr);
  const Encoded prompt = tokenizer->encode(request.objective.prompt);
  for (const std::string &word : request.objective.words) {
    spanOfPhrase(*tokenizer, prompt, word);
  }
}

}  // namespace

TokenInfo tokensOf(const ModelLoader &loader, const ModelSet &models, const std::string &text) {
  TokenInfo info;
  const auto tokenizer = loader.tokenizer(models, &info.contextLength);
  const Encoded encoded = tokenizer->encode(text);
  info.tokens = static_cast<int>(encoded.ids.size()) + 2;
  for (const WordSpan &span : encoded.plainWords) {
    TokenInfo::Word word;
    word.text = span.word;
    word.begin = span.begin;
    word.end = span.end;
    word.cutOff = span.end > info.contextLength - 2;
    info.words.push_back(std::move(word));
  }
  if (usesPackText(models)) {
    const PackInfo pack = loader.findPack(models.pack);
    if (pack.knowsOnlyItsWords) {
      for (const WordKnowledge &knowledge : knownWords(pack, text)) {
        for (TokenInfo::Word &word : info.words) {
          if (!knowledge.known && word.text == knowledge.word) {
            word.known = false;
            word.near = knowledge.near;
          }
        }
      }
    }
  }
  return info;
}

std::vector<std::string> checkRequest(const ModelLoader &loader, const RunRequest &request) {
  request.check();
  checkMode(request);
  const PackInfo pack =
      usesPackText(request.models) ? loader.findPack(request.models.pack) : PackInfo();
  std::vector<std::string> warnings;
  const TokenInfo prompt = tokensOf(loader, request.models, request.objective.prompt);
  checkWords(prompt, pack, request.objective.allowUnknownWords, warnings);
  if (prompt.tokens > prompt.contextLength) {
    warnings.push_back("the prompt has " + std::to_string(prompt.tokens) +
                       " tokens, the model reads only the first " +
                       std::to_string(prompt.contextLength) + ": the end is cut off");
  }
  const bool measuresAttention = request.objective.method == Method::Relevance;
  if (request.schedule.stopWhenTrue && !measuresAttention) {
    warnings.push_back("the run does not stop when all boxes are true: the method '" +
                       toString(request.objective.method) +
                       "' measures no attention in them, use relevance");
  }
  checkChosenWords(loader, request);
  for (const Region &region : request.objective.activeRegions()) {
    const TokenInfo label = tokensOf(loader, request.models, phraseOf(request, region));
    checkWords(label, pack, request.objective.allowUnknownWords, warnings);
    if (label.tokens > label.contextLength) {
      throw InputError("the label '" + region.label.substr(0, 40) + "...' has " +
                           std::to_string(label.tokens) + " tokens, the model reads " +
                           std::to_string(label.contextLength),
                       "shorten it");
    }
  }
  warnOfNotDrawn(pack, request, warnings);
  return warnings;
}

}  // namespace everyword
