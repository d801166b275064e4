// The word relevance term against the published editing loop: its first step, whose picture is
// stored.

#include <ATen/ATen.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sstream>

#include "engine/guidance/losses.h"
#include "engine/models/clip/clip_model.h"
#include "engine/relevance/text_relevance.h"
#include "engine/text/tokenizer.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

/// The token row of a text: from the fixtures that hold it, or by CLIP's own vocabulary where it is
/// there (tokenizer_parity_test.cpp). Undefined where neither knows it.
at::Tensor tokenRow(const std::string &text, std::int64_t context) {
  const Fixture fixture("tokenizer", "clip_bpe");
  const auto &vocabulary = fixture.json().at("vocabulary");
  std::vector<std::int64_t> ids;
  for (const auto &entry : fixture.json().at("cases")) {
    if (entry.at("text") == text) {
      ids = entry.at("ids").get<std::vector<std::int64_t>>();
    }
  }
  for (const Fixture &relevance : fixturesNamed("relevance")) {
    const auto prompts = relevance.json().value("prompts", std::vector<std::string>());
    const auto found = std::find(prompts.begin(), prompts.end(), text);
    if (found != prompts.end()) {
      return relevance.in("tokens").narrow(0, found - prompts.begin(), 1);
    }
  }
  const char *named = std::getenv("EVERYWORD_CLIP_MERGES");
  const std::string merges =
      named ? named : EVERYWORD_SOURCE_DIR "/.deps/bpe_simple_vocab_16e6.txt.gz";
  if (ids.empty() && std::filesystem::exists(merges)) {
    ids = Tokenizer::load(merges).encode(text).ids;
  }
  if (ids.empty()) {
    return {};
  }
  ids.insert(ids.begin(), vocabulary.at("start_of_text").get<std::int64_t>());
  ids.push_back(vocabulary.at("end_of_text").get<std::int64_t>());
  return at::constant_pad_nd(at::tensor(ids, at::kLong),
                             {0, context - static_cast<std::int64_t>(ids.size())})
      .unsqueeze(0);
}

/// "0 0 0.5 1": the weight of each word, shifted and scaled to [0,1]; a row for each word that has
/// one, [C,L].
at::Tensor chosenTokens(const Fixture &fixture, std::int64_t length) {
  std::istringstream text(fixture.json().at("desired").get<std::string>());
  const std::vector<double> desired{std::istream_iterator<double>(text), {}};
  const auto &words = fixture.json().at("words");
  REQUIRE(desired.size() == words.size());
  const auto [least, most] = std::minmax_element(desired.begin(), desired.end());
  std::vector<at::Tensor> rows;
  for (std::size_t w = 0; w < desired.size(); ++w) {
    const double weight = (desired[w] - *least) / (*most - *least);
    if (weight != 0) {
      rows.push_back(at::zeros({length}, at::kDouble));
      rows.back()  // token 0 is the start
          .slice(0, words[w].at("begin").get<std::int64_t>() + 1,
                 words[w].at("end").get<std::int64_t>() + 1)
          .fill_(weight);
    }
  }
  return at::stack(rows);
}

/// Nearest upsampling by 7, then a mean over size/32 pixels, as it is.
at::Tensor clipInput(const at::Tensor &picture) {
  const std::int64_t side = picture.size(-1), large = 7 * side, window = side / 32;
  const auto enlarged = at::upsample_nearest2d(picture, {large, large});
  return window > 1 ? at::avg_pool2d(enlarged, window) : enlarged;
}

/// The first entry of a tensor of the fixture, one a step, by its own tolerance.
void compareFirst(const Fixture &fixture, const std::string &name, const at::Tensor &actual) {
  const auto &rule = fixture.json().at("tensors").at("out." + name);
  compareTensors(fixture.name() + " " + name + "[0]", actual, fixture.out(name)[0],
                 rule.at("atol").get<double>(), rule.at("rtol").get<double>());
}

void checkFirstStep(const Fixture &fixture, const at::Tensor &tokens, c10::ScalarType type) {
  const auto &json = fixture.json();
  const auto weights = TensorTable::fromTensors(seededClip(json.at("models").at("clip")));
  const auto clip = ClipModel::load(weights.withOptions({.type = type}));
  const auto image = clip->encodeImage(clipInput(fixture.out("image_original").to(type)));
  AttentionTrace trace;
  const auto text = clip->encodeText(tokens, &trace);  // one row: a feature is derived at a time

  StepInputs inputs;
  inputs.tokenRelevance =
      textRelevance(textJacobian(trace, text, tokens[0].argmax().item<std::int64_t>()), image,
                    clip->logitScale());
  inputs.wordTokens = chosenTokens(fixture, inputs.tokenRelevance.size(-1));
  RunRequest request;
  request.objective.asPublished = true;
  request.objective.wordLambda = json.at("expl_lambda").get<double>();
  const auto term = wordRelevance(inputs, request).value;
  const auto cosine = (l2Normalize(image) * l2Normalize(text)).sum();
  compareFirst(fixture, "relevance_term", term);
  compareFirst(fixture, "cosine", cosine);
  compareFirst(fixture, "clip_and_relevance_loss", 1 - clip->logitScale() * cosine / 100 + term);
}

}  // namespace

TEST_CASE("The word relevance term is the published edit loop's", "[parity]") {
  for (const Fixture &fixture : fixturesNamed("edit")) {
    const auto text = fixture.json().at("description").get<std::string>();
    const auto tokens =
        tokenRow(text, fixture.json()["models"]["clip"]["config"]["context_length"]);
    if (!tokens.defined()) {
      WARN("SKIPPED: " << fixture.name() << " needs CLIP's vocabulary for \"" << text
                       << "\"; set EVERYWORD_CLIP_MERGES to bpe_simple_vocab_16e6.txt.gz");
      continue;
    }
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      checkFirstStep(fixture, tokens, type);
    }
  }
}
