// The table of latent spaces: a new one adds a file beside this one and a row here.
#include <algorithm>

#include "engine/api/errors.h"
#include "engine/latents/latent_space.h"

namespace everyword {

namespace {

const LatentSpaceEntry &entryOf(const std::string &id) {
  const auto &spaces = latentSpaces();
  const auto found = std::find_if(spaces.begin(), spaces.end(),
                                  [&](const LatentSpaceEntry &entry) { return entry.id == id; });
  if (found == spaces.end()) {
    throw Error("there is no latent space '" + id + "'");
  }
  return *found;
}

}  // namespace

const std::vector<LatentSpaceEntry> &latentSpaces() {
  static const std::vector<LatentSpaceEntry> spaces = {
      {"vqgan_codes",
       "vqgan",
       {Start::Noise, Start::Codes, Start::Plain, Start::TwoColours, Start::Picture,
        Start::EarlierFrame},
       makeVqganCodes},
      {"stylegan2_w_plus", "stylegan2", {Start::Noise, Start::Picture}, makeStyleGan2WPlus, true},
      {"stylegan2_styles", "stylegan2", {Start::Noise, Start::Picture}, makeStyleGan2Styles, true},
      {"biggan_z", "biggan", {Start::Noise}, makeBigGanZ},
      {"biggan_basis", "biggan", {Start::Noise}, makeBigGanBasis},
  };
  return spaces;
}

std::shared_ptr<const LatentSpace> makeLatentSpace(const std::string &id,
                                                   const LoadedModels &models) {
  std::unique_ptr<LatentSpace> space = entryOf(id).make(models);
  space->id = id;
  return space;
}

std::vector<Start> startsOf(const std::string &id) {
  std::vector<Start> starts = entryOf(id).starts;
  starts.insert(starts.end(), {Start::EarlierRun, Start::Search});
  return starts;
}

const std::string &generatorOf(const std::string &id) { return entryOf(id).role; }

bool smallStepsInOneThread(const std::string &id) {
  const auto &spaces = latentSpaces();
  return std::any_of(spaces.begin(), spaces.end(), [&](const LatentSpaceEntry &entry) {
    return entry.id == id && entry.smallStepsInOneThread;
  });
}

void requireStart(const std::string &id, Start kind) {
  const std::vector<Start> starts = startsOf(id);
  if (std::find(starts.begin(), starts.end(), kind) != starts.end()) {
    return;
  }
  std::string names;
  for (const Start start : starts) {
    names += (names.empty() ? "" : ", ") + toString(start);
  }
  throw InputError("the generator of this mode has no start '" + toString(kind) + "'",
                   "choose " + names);
}

}  // namespace everyword
