// The search on models so small that what it finds can be checked by trying everything again.
#include "engine/run/start_search.h"

#include <catch2/catch.hpp>

#include "tests/engine/run/tiny_step.h"

using namespace everyword;

namespace {

StepTarget target(int starts) {
  StepTarget made = testing::tinyTarget();
  made.request.start.searchStarts = starts;
  made.request.seed = 5;
  return made;
}

std::vector<at::Tensor> ground() { return {at::zeros_like(testing::startLatent()[0])}; }

SearchResult search(const StepTarget &target, const std::vector<int> &only = {},
                    const SearchProgress &goOn = {}) {
  return searchStart(ground(), target, only, testing::tinyModels(), testing::space(), goOn);
}

at::Tensor cellsOf(const StepTarget &target, std::size_t region) {
  return testing::space().cellsOf(target.regions.at(region).box, ground());
}

/// The losses of each region where `latent` is the whole picture.
std::vector<double> lossesOf(const std::vector<at::Tensor> &latent, const StepTarget &target) {
  const at::NoGradGuard noGraph;
  return pictureLosses(testing::space().decode(latent), target, testing::tinyModels()).regions[0];
}

}  // namespace

TEST_CASE("A search fills each box with one code and leaves the ground", "[run]") {
  const StepTarget wanted = target(20);
  const at::Tensor latent = search(wanted).latent.at(0);
  at::Tensor outside = at::ones({1, 1, testing::kCells, testing::kCells}, at::kBool);
  for (std::size_t region = 0; region < 2; ++region) {
    const at::Tensor cells = cellsOf(wanted, region);
    outside = outside.logical_and(cells.logical_not());
    const at::Tensor inside =
        latent.masked_select(cells).view({latent.size(1), cells.sum().item<std::int64_t>()});
    CHECK(at::equal(inside, inside.narrow(1, 0, 1).expand_as(inside)));
    CHECK(inside.abs().sum().item<double>() > 0);
  }
  CHECK(latent.masked_select(outside).abs().sum().item<double>() == 0);
}

TEST_CASE("The same request finds the same start, another seed or attempt another", "[run]") {
  const StepTarget wanted = target(9);
  const at::Tensor found = search(wanted).latent.at(0);
  CHECK(at::equal(found, search(wanted).latent.at(0)));
  StepTarget other = wanted;
  other.request.seed = 6;
  CHECK_FALSE(at::equal(found, search(other).latent.at(0)));
  StepTarget again = wanted;
  again.regions[0].attempt = again.request.objective.regions[0].attempt = 1;
  CHECK_FALSE(at::equal(found, search(again).latent.at(0)));
}

TEST_CASE("What a search takes for a box is the best that was tried there", "[run]") {
  StepTarget one = target(40);
  one.request.objective.regions.pop_back();
  one.regions.pop_back();
  one.masks = one.masks.narrow(0, 0, 1);
  one.areaShare = one.areaShare.narrow(0, 0, 1);
  one.phrases = one.phrases.narrow(0, 0, 1);
  one.request.objective.prompt.clear();
  one.prompt = at::Tensor();
  CutoutSettings &cutouts = one.request.cutouts;  // each is the picture itself
  cutouts.affineProbability = cutouts.perspectiveProbability = cutouts.colourProbability = 0;
  cutouts.noise = 0;
  const double best = lossesOf(search(one).latent, one)[0];
  for (const int fewer : {1, 2, 5, 17}) {
    StepTarget less = one;
    less.request.start.searchStarts = fewer;
    CAPTURE(fewer);
    CHECK(best <= lossesOf(search(less).latent, one)[0] + 1e-3);  // masks are drawn otherwise
  }
  StepTarget single = one;
  single.request.start.searchStarts = 1;
  CHECK(best < lossesOf(search(single).latent, one)[0]);
}

TEST_CASE("A search of one box leaves the others as they are", "[run]") {
  const StepTarget wanted = target(9);
  const at::Tensor latent = search(wanted, {2}).latent.at(0);
  CHECK(latent.masked_select(cellsOf(wanted, 1)).abs().sum().item<double>() > 0);
  CHECK(latent.masked_select(cellsOf(wanted, 1).logical_not()).abs().sum().item<double>() == 0);
}

TEST_CASE("A stopped search ends within one batch, with what fewer starts would find", "[run]") {
  const StepTarget wanted = target(200);
  int asked = 0;
  const SearchResult stopped = search(wanted, {}, [&](int tried, int of, const auto &) {
    ++asked;
    CHECK(tried <= of);
    return asked < 2;
  });
  CHECK(asked == 2);
  CHECK(stopped.tried < 200);
  CHECK(at::equal(stopped.latent[0], search(target(stopped.tried)).latent[0]));
}

TEST_CASE("The losses of pictures in a batch are those of each alone", "[run]") {
  const StepTarget wanted = target(1);
  const at::NoGradGuard noGraph;
  at::manual_seed(8);
  const at::Tensor pictures = at::rand({3, 3, 16, 16});
  const PictureLosses all = pictureLosses(pictures, wanted, testing::tinyModels());
  for (std::int64_t i = 0; i < 3; ++i) {
    const PictureLosses one =
        pictureLosses(pictures.narrow(0, i, 1), wanted, testing::tinyModels());
    const auto place = static_cast<std::size_t>(i);
    CHECK(all.whole[place] == Approx(one.whole[0]).epsilon(1e-5));
    CHECK(all.regions[place][0] == Approx(one.regions[0][0]).epsilon(1e-5));
    CHECK(all.regions[place][1] == Approx(one.regions[0][1]).epsilon(1e-5));
  }
}
