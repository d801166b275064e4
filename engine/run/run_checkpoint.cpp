#include "engine/run/run_checkpoint.h"

#include <ATen/ATen.h>

#include <map>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "engine/checkpoint/tensor_table.h"
#include "engine/run/latent_value.h"
#include "engine/run/run_state_check.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

Json lossesToJson(const std::vector<std::vector<LossTerm>> &losses) {
  Json steps = Json::array();
  for (const auto &terms : losses) {
    Json step = Json::array();
    for (const LossTerm &term : terms) {
      step.push_back({term.name, term.label, term.value});
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::vector<std::vector<LossTerm>> lossesFromJson(const Json &json) {
  std::vector<std::vector<LossTerm>> losses;
  for (const Json &step : json) {
    auto &terms = losses.emplace_back();
    for (const Json &term : step) {
      terms.push_back(
          {term.at(0).get<std::string>(), term.at(1).get<std::string>(), term.at(2).get<double>()});
    }
  }
  return losses;
}

/// The first leaf has the plain name, as in version 1, which knew no others.
std::string numbered(const std::string &name, std::size_t leaf) {
  return leaf == 0 ? name : name + "." + std::to_string(leaf);
}

std::map<std::string, at::Tensor> tensorsOf(const RunState &state) {
  std::map<std::string, at::Tensor> tensors = {{"random_state", state.randomState}};
  for (std::size_t i = 0; i < state.latent.size(); ++i) {
    tensors[numbered("latent", i)] = state.latent[i].detach();
    tensors[numbered("first_moment", i)] = state.optimiser.firstMoments[i];
    tensors[numbered("second_moment", i)] = state.optimiser.secondMoments[i];
    tensors[numbered("step", i)] = state.optimiser.steps[i];
  }
  for (std::size_t i = 0; i < state.start.size(); ++i) {
    tensors[numbered("start", i)] = state.start[i];
  }
  return tensors;
}

/// The request that a state was saved with. The latent of an earlier run, which was in memory only,
/// is the state's own start.
RunRequest requestFrom(const std::string &json, const RunState &state) {
  RunRequest request = RunRequest::fromJson(json);
  if (request.start.kind == Start::EarlierRun && !state.start.empty()) {
    request.start.latent = latentOf(state.start, state.space);
  }
  request.check();
  return request;
}

}  // namespace

void saveRunState(const std::string &path, const RunState &state) {
  const Json progress = {
      {"step", state.step}, {"seconds", state.seconds}, {"losses", lossesToJson(state.losses)}};
  writeSafetensors(path, tensorsOf(state),
                   {{"format", "everyword run state 1"},
                    {"space", state.space},
                    {"request", state.request.toJson()},
                    {"progress", progress.dump()}});
}

RunState loadRunState(const std::string &path) {
  const TensorTable table = TensorTable::open(path);
  const auto &metadata = table.metadata();
  const auto format = metadata.find("format");
  if (format == metadata.end() || format->second != "everyword run state 1" ||
      metadata.count("request") == 0 || metadata.count("progress") == 0) {
    throw FileError(path + " is no saved run of Everyword");
  }
  RunState state;
  if (const auto space = metadata.find("space"); space != metadata.end()) {
    state.space = space->second;
  }
  for (std::size_t i = 0; i == 0 || table.has(numbered("latent", i)); ++i) {
    state.latent.push_back(table.load(numbered("latent", i)).clone());
    state.optimiser.firstMoments.push_back(table.load(numbered("first_moment", i)).clone());
    state.optimiser.secondMoments.push_back(table.load(numbered("second_moment", i)).clone());
    state.optimiser.steps.push_back(table.load(numbered("step", i)).clone());
  }
  for (std::size_t i = 0; table.has(numbered("start", i)); ++i) {
    state.start.push_back(table.load(numbered("start", i)).clone());
  }
  state.randomState = table.load("random_state").clone();
  try {
    state.request = requestFrom(metadata.at("request"), state);
  } catch (const InputError &error) {
    throw FileError(path + " is damaged: its request cannot be right", error.what());
  }
  JsonLimits limits;
  limits.bytes = std::size_t{64} << 20;  // the losses of every step
  limits.values = 10'000'000;
  if (const std::string fault = jsonFault(metadata.at("progress"), limits); !fault.empty()) {
    throw FileError(path + " is damaged: its progress " + fault);
  }
  try {
    const Json progress = Json::parse(metadata.at("progress"));
    const Json &step = progress.at("step");
    if (!step.is_number_integer() || step.get<double>() < 0 || step.get<double>() > 1e6 ||
        !progress.at("losses").is_array()) {
      throw FileError(path + " is damaged: its progress cannot be right");
    }
    state.step = step.get<int>();
    state.seconds = progress.at("seconds").get<double>();
    state.losses = lossesFromJson(progress.at("losses"));
  } catch (const Json::exception &error) {
    throw FileError(path + " is damaged: its progress cannot be read (" + error.what() + ")");
  }
  checkRunState(state, path);
  return state;
}

}  // namespace everyword
