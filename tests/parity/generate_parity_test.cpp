// Free generation in which no word is neglected (the paper's supplement): which candidates are
// kept, the terms, gradients and steps of their mixture, which words count as neglected, and
// AugCLIP's changes of a picture. Every figure comes from the fixtures.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "engine/augment/diff_augment.h"
#include "engine/guidance/losses.h"
#include "engine/guidance/neglected_words.h"
#include "engine/latents/biggan_basis.h"
#include "engine/models/biggan/biggan_model.h"
#include "engine/models/clip/clip_model.h"
#include "engine/relevance/text_relevance.h"
#include "engine/run/adam.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

/// "weights of biggan/biggan.json" -> the fixture's BigGAN.
std::shared_ptr<const BigGanModel> bigGanOf(const Fixture &fixture, c10::ScalarType type) {
  const auto text = fixture.json().at("models").at("biggan").get<std::string>();
  const std::size_t begin = text.rfind(' ') + 1, slash = text.find('/', begin);
  const Fixture model(text.substr(begin, slash - begin),
                      text.substr(slash + 1, text.rfind(".json") - slash - 1));
  return BigGanModel::load(
      TensorTable::fromTensors(seededWeights(model.json()["weights"])).withOptions({.type = type}));
}

/// A row for each list of tokens; column 0 is the start token.
at::Tensor tokenMatrix(const std::vector<std::vector<std::int64_t>> &words, std::int64_t length) {
  at::Tensor rows = at::zeros({static_cast<std::int64_t>(words.size()), length});
  for (std::size_t word = 0; word < words.size(); ++word) {
    for (const std::int64_t token : words[word]) {
      rows[static_cast<std::int64_t>(word)][token + 1] = 1;
    }
  }
  return rows;
}

class Generation {
 public:
  Generation(const Fixture &fixture, c10::ScalarType type)
      : fixture_(fixture),
        json_(fixture.json()),
        type_(type),
        generator_(bigGanOf(fixture, type)),
        clip_(ClipModel::load(TensorTable::fromTensors(seededClip(json_.at("models").at("clip")))
                                  .withOptions({.type = type}))) {
    const at::Tensor tokens = fixture.in("tokens");
    AttentionTrace trace;
    const at::Tensor feature = clip_->encodeText(tokens, &trace);
    text_ = textJacobian(trace, feature, tokens[0].argmax().item<std::int64_t>());
    prompt_ = l2Normalize(feature.detach());
    length_ = text_.attention.front().size(-1);
    emphasised_ = tokenMatrix(
        json_.at("emphasised_token_lists").get<std::vector<std::vector<std::int64_t>>>(), length_);
    request_.objective.prompt = json_.at("sentence").get<std::string>();
    request_.objective.asPublished = true;
    request_.cutouts.kind = CutoutKind::DiffAugment;
    // The fixture's words are emphasised whatever their relevance.
    request_.objective.neglectedBelow = 2;
    request_.objective.wordLambda = json_.at("lambda_expl").get<double>();
  }

  void checkCandidates() const {
    const at::NoGradGuard noGraph;
    const at::Tensor z = fixture_.in("z_candidates", type_);
    const at::Tensor y = generator_->classEmbedding(fixture_.in("class_candidates"));
    const at::Tensor features = clip_->encodeImage(clipInput(generator_->generate(z, y)));
    const at::Tensor cosines = at::matmul(l2Normalize(features), prompt_.t()).squeeze(1);
    const at::Tensor relevance = textRelevance(text_, features, /*scoreScale=*/1);
    const at::Tensor words = relativeWordRelevance(relevance, emphasised_).mean(1);
    fixture_.compare("candidate_cosine", cosines);
    const at::Tensor stored = fixture_.out("candidate_relevance");
    const at::Tensor relative = relevance / relevance.amax(-1, true);
    fixture_.compare("candidate_relevance",
                     at::constant_pad_nd(relative, {0, stored.size(1) - relative.size(1)}));
    fixture_.compare("candidate_relevance_loss", -words);
    // What a search adds up for each candidate is the same with the other sign.
    std::vector<at::Tensor> scores;
    for (std::int64_t i = 0; i < z.size(0); ++i) {
      StepInputs inputs;
      inputs.features = features.narrow(0, i, 1);
      inputs.prompt = prompt_;
      inputs.tokenRelevance = relevance.narrow(0, i, 1);
      inputs.wordTokens = emphasised_;
      scores.push_back(
          -(similarity(inputs, request_).value + wordRelevance(inputs, request_).value));
    }
    const at::Tensor score = at::stack(scores);
    fixture_.compare("candidate_score", score);
    const at::Tensor kept = fixture_.out("kept");
    fixture_.compare("kept",
                     std::get<1>(score.sort(-1, /*descending=*/true)).narrow(0, 0, kept.size(0)));
  }

  /// "plain": without the words; "relevance": with them.
  void checkSteps(const std::string &variant) const {
    const bool withWords = variant == "relevance";
    const at::Tensor kept = fixture_.out("kept");
    const at::Tensor classes = fixture_.in("class_candidates").index_select(0, kept);
    std::map<std::string, at::Tensor> basis = {
        {"w_z", fixture_.in("w_z", type_)},
        {"w_y", fixture_.in("w_y", type_)},
        {"y", generator_->classEmbedding(classes).clone()},
        {"z", fixture_.in("z_candidates", type_).index_select(0, kept)}};
    const auto order = json_.at("adam").at("parameter_order").get<std::vector<std::string>>();
    std::vector<at::Tensor> parameters;
    for (const std::string &name : order) {
      parameters.push_back(basis.at(name));
    }
    Adam optimiser = Adam::startFor(parameters);
    std::vector<at::Tensor> losses;
    const std::int64_t steps = fixture_.out(variant + ".loss_history").numel();
    for (std::int64_t i = 0; i < steps; ++i) {
      for (auto &[name, leaf] : basis) {
        leaf = leaf.detach().requires_grad_();
      }
      const at::Tensor z = mixtureOf(basis["w_z"], basis["z"]);
      const at::Tensor y = mixtureOf(basis["w_y"], basis["y"]);
      const at::Tensor picture = generator_->generate(z, y);
      const at::Tensor loss = lossOf(picture, withWords);
      losses.push_back(loss.detach());
      std::vector<at::Tensor> leaves;
      for (const std::string &name : order) {
        leaves.push_back(basis.at(name));
      }
      const auto gradients = torch::autograd::grad({loss}, leaves);
      if (i == 0) {
        fixture_.compare(variant + ".mixed_z", z);
        fixture_.compare(variant + ".mixed_y", y);
        fixture_.compare(variant + ".image", picture);
        for (std::size_t k = 0; k < order.size(); ++k) {
          fixture_.compare(variant + ".grad_" + order[k], gradients[k], kReluKinks);
        }
      }
      const at::NoGradGuard noGraph;
      for (std::size_t k = 0; k < order.size(); ++k) {
        parameters[k] = leaves[k].detach();
      }
      optimiser.update(parameters, gradients, json_.at("adam").at("lr").get<double>());
      for (std::size_t k = 0; k < order.size(); ++k) {
        basis[order[k]] = order[k] == "z" ? parameters[k].clamp(-kLargestBigGanZ, kLargestBigGanZ)
                                          : parameters[k];
      }
    }
    fixture_.compare(variant + ".loss_history", at::stack(losses));
    fixture_.compare(variant + ".z_after", basis["z"]);
    fixture_.compare(variant + ".y_after", basis["y"]);
  }

  void checkNeglect() const {
    const at::NoGradGuard noGraph;
    const at::Tensor picture = fixture_.out("plain.image").to(type_);
    const double below = json_.at("neglect_threshold").get<double>();
    std::vector<std::vector<std::int64_t>> words;
    for (const auto &word : json_.at("words")) {
      words.emplace_back();
      for (auto t = word.at("begin").get<std::int64_t>(); t < word.at("end").get<std::int64_t>();
           ++t) {
        words.back().push_back(t);
      }
    }
    const at::Tensor tokens = tokenMatrix(words, length_);
    for (const bool asNotebook : {true, false}) {
      const std::string suffix = asNotebook ? "_as_notebook" : "_mapped_to_01";
      // The notebook forgets to map the picture to [0,1].
      const at::Tensor image = clipInput(asNotebook ? picture * 2 - 1 : picture);
      const at::Tensor relevance =
          textRelevance(text_, clip_->encodeImage(image), clip_->logitScale());
      const at::Tensor relative = relevance / relevance.amax();
      const std::int64_t count = fixture_.out("neglect.relevance" + suffix).numel();
      fixture_.compare("neglect.relevance" + suffix, relative[0].narrow(0, 1, count));
      const at::Tensor word = relativeWordRelevance(relevance, tokens)[0];
      fixture_.compare("neglect.word" + suffix, word);
      const std::string below07 = fixture_.names("out.neglect.below_").front();
      const std::string stem = below07.substr(4, below07.find("_as_notebook") - 4);
      fixture_.compare(stem + suffix,
                       isNeglected(word, word, below, /*ofLargest=*/true).to(at::kByte));
    }
  }

 private:
  /// A generator's picture in [-1,1] as CLIP sees it.
  at::Tensor clipInput(const at::Tensor &picture) const {
    const std::int64_t size = clip_->config().imageSize;
    return normaliseForClip(at::upsample_bilinear2d((picture + 1) / 2, {size, size}, false));
  }

  at::Tensor lossOf(const at::Tensor &picture, bool withWords) const {
    const auto copies = json_.at("replicate").get<std::int64_t>();
    StepInputs inputs;
    inputs.features = clip_->encodeImage(clipInput(picture.expand({copies, -1, -1, -1})));
    inputs.prompt = prompt_;
    inputs.tokenRelevance = textRelevance(text_, inputs.features, /*scoreScale=*/1);
    inputs.wordTokens = emphasised_;
    const at::Tensor loss = similarity(inputs, request_).value;
    return withWords ? loss + wordRelevance(inputs, request_).value : loss;
  }

  const Fixture &fixture_;
  const nlohmann::json &json_;
  c10::ScalarType type_;
  std::shared_ptr<const BigGanModel> generator_;
  std::shared_ptr<const ClipModel> clip_;
  TextJacobian text_;
  at::Tensor prompt_, emphasised_;
  std::int64_t length_ = 0;
  RunRequest request_;
};

/// Every generate*/augmentations*.json.
std::vector<Fixture> augmentations() {
  std::vector<Fixture> fixtures;
  for (const auto &folder : std::filesystem::directory_iterator(fixturesFolder())) {
    const std::string name = folder.path().filename().string();
    if (!folder.is_directory() || !name.starts_with("generate")) {
      continue;
    }
    for (const auto &file : std::filesystem::directory_iterator(folder.path())) {
      const std::string stem = file.path().stem().string();
      if (file.path().extension() == ".json" && stem.starts_with("augmentations")) {
        fixtures.emplace_back(name, stem);
      }
    }
  }
  return fixtures;
}

std::vector<std::int64_t> integers(const Fixture &fixture, const std::string &name) {
  const at::Tensor values = fixture.in(name).contiguous();
  const auto *first = values.const_data_ptr<std::int64_t>();
  return {first, first + values.numel()};
}

}  // namespace

TEST_CASE("Generation keeps the reference's candidates, and takes its steps", "[parity]") {
  int found = 0;
  for (const Fixture &fixture : fixturesNamed("generate")) {
    if (!fixture.has("in.z_candidates")) {
      continue;
    }
    ++found;
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(fixture.name() << " " << type);
      const Generation generation(fixture, type);
      generation.checkCandidates();
      generation.checkSteps("plain");
      generation.checkSteps("relevance");
      generation.checkNeglect();
    }
  }
  CHECK(found > 0);
}

TEST_CASE("Colour, translation, resize and cutout are the reference's for the same numbers",
          "[parity]") {
  const std::vector<Fixture> fixtures = augmentations();
  REQUIRE_FALSE(fixtures.empty());
  for (const Fixture &fixture : fixtures) {
    const at::Tensor x = fixture.in("x");
    fixture.compare("brightness", changeBrightness(x, fixture.in("u_brightness")));
    fixture.compare("saturation", changeSaturation(x, fixture.in("u_saturation")));
    fixture.compare("contrast", changeContrast(x, fixture.in("u_contrast")));
    fixture.compare("translation", shiftBy(x, integers(fixture, "shift_rows"),
                                           integers(fixture, "shift_columns")));
    fixture.compare("cutout", cutSquares(x, integers(fixture, "cutout_centre_rows"),
                                         integers(fixture, "cutout_centre_columns")));
    const auto resizes = fixture.names("in.u_resize_");
    REQUIRE_FALSE(resizes.empty());
    for (const std::string &name : resizes) {
      const double u = fixture.tensor(name).item<double>();
      fixture.compare(name.substr(std::string("in.u_").size()), resizeAboutCentre(x, u));
    }
  }
}
