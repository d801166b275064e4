// The fixed layouts of the benchmark. Standard distributions differ between libraries, so numbers
// are drawn by hand: the same count and words give the same layouts everywhere.
#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "engine/api/layout_bench.h"

namespace everyword {

namespace {

constexpr std::uint32_t kSeed = 20221023;
constexpr double kMargin = 0.03;       ///< to the picture's edge
constexpr double kGap = 0.05;          ///< between boxes
constexpr double kLargestArea = 0.48;  ///< of all boxes together

/// Single, compact things that most vocabularies know.
constexpr std::array kThings = {"apple",  "dog",   "sun",   "car",   "cat",    "tree", "house",
                                "banana", "fish",  "bird",  "boat",  "flower", "star", "pizza",
                                "horse",  "heart", "moon",  "bus",   "cow",    "book", "chair",
                                "orange", "cake",  "clock", "train", "rabbit"};
constexpr std::array kColours = {"red", "green", "blue", "yellow", "purple", "pink"};
/// Things that look odd, or cannot be told from it, in another colour.
constexpr std::array kOwnColour = {"sun", "moon", "banana", "orange", "pizza",
                                   "dog", "cat",  "cow",    "horse",  "tree"};

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : bits_(seed) {}
  int below(int n) { return static_cast<int>(bits_() % static_cast<std::uint32_t>(n)); }
  double between(double low, double high) { return low + (high - low) * (bits_() / 4294967296.0); }
  template <typename T>
  const T &oneOf(const std::vector<T> &list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

 private:
  std::mt19937 bits_;
};

template <typename List>
bool contains(const List &list, const std::string &word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// What of `wanted` the pack knows; all of it when the pack names no words.
template <typename List>
std::vector<std::string> knownOf(const List &wanted, const std::vector<std::string> &words) {
  std::vector<std::string> known;
  for (const char *word : wanted) {
    if (words.empty() || contains(words, word)) {
      known.emplace_back(word);
    }
  }
  return known;
}

double rounded(double value) { return std::round(value * 100) / 100; }

bool apart(const Box &a, const Box &b) {
  return a.x + a.width + kGap <= b.x || b.x + b.width + kGap <= a.x ||
         a.y + a.height + kGap <= b.y || b.y + b.height + kGap <= a.y;
}

Box randomBox(Dice &dice, int boxes) {
  const double smallest = boxes == 1 ? 0.40 : boxes == 2 ? 0.34 : 0.30;
  const double largest = boxes == 1 ? 0.65 : boxes == 2 ? 0.52 : 0.42;
  Box box;
  box.width = rounded(dice.between(smallest, largest));
  box.height = rounded(std::clamp(box.width * dice.between(0.8, 1.3), smallest, largest));
  box.x = rounded(dice.between(kMargin, 1 - kMargin - box.width));
  box.y = rounded(dice.between(kMargin, 1 - kMargin - box.height));
  return box;
}

/// Rejection sampling of whole layouts; with these sizes one in a few succeeds.
std::vector<Box> randomBoxes(Dice &dice, int count) {
  for (;;) {
    std::vector<Box> boxes;
    double area = 0;
    for (int tries = 0; tries < 50 && static_cast<int>(boxes.size()) < count; ++tries) {
      const Box box = randomBox(dice, count);
      const bool fits = std::all_of(boxes.begin(), boxes.end(),
                                    [&](const Box &other) { return apart(box, other); });
      if (fits && area + box.width * box.height <= kLargestArea) {
        area += box.width * box.height;
        boxes.push_back(box);
      }
    }
    if (static_cast<int>(boxes.size()) == count) {
      return boxes;
    }
  }
}

std::string withArticle(const std::string &phrase) {
  return (std::string("aeiou").find(phrase[0]) != std::string::npos ? "an " : "a ") + phrase;
}

std::string promptOf(const std::vector<Region> &regions) {
  std::string prompt;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    prompt += i == 0 ? "" : i + 1 < regions.size() ? ", " : " and ";
    prompt += withArticle(regions[i].label);
  }
  return prompt;
}

/// Different things; every other one gets a colour, no colour twice.
std::vector<std::string> randomLabels(Dice &dice, int count, const std::vector<std::string> &things,
                                      const std::vector<std::string> &colours) {
  std::vector<std::string> used, usedColours, labels;
  while (static_cast<int>(labels.size()) < count) {
    const std::string thing = dice.oneOf(things);
    if (contains(used, thing)) {
      continue;
    }
    used.push_back(thing);
    std::string label = thing;
    if (!colours.empty() && !contains(kOwnColour, thing) && dice.below(2) == 0) {
      const std::string colour = dice.oneOf(colours);
      if (!contains(usedColours, colour)) {
        usedColours.push_back(colour);
        label = colour + " " + thing;
      }
    }
    labels.push_back(label);
  }
  return labels;
}

}  // namespace

std::vector<RunRequest> benchLayouts(int count, const std::vector<std::string> &words) {
  std::vector<std::string> things = knownOf(kThings, words);
  if (things.size() < 3) {
    things = words;  // a pack of another world: its own words will do
  }
  const std::vector<std::string> colours = knownOf(kColours, words);
  Dice dice(kSeed);
  std::vector<RunRequest> layouts;
  for (int i = 0; i < count; ++i) {
    const int boxes = std::min(1 + i % 3, static_cast<int>(things.size()));
    const std::vector<std::string> labels = randomLabels(dice, boxes, things, colours);
    const std::vector<Box> places = randomBoxes(dice, boxes);
    RunRequest layout;
    for (int b = 0; b < boxes; ++b) {
      Region region;
      region.id = b + 1;
      region.label = labels[static_cast<std::size_t>(b)];
      region.box = places[static_cast<std::size_t>(b)];
      layout.objective.regions.push_back(region);
    }
    layout.objective.prompt = promptOf(layout.objective.regions);
    layouts.push_back(layout);
  }
  return layouts;
}

}  // namespace everyword
