// What the benchmark of edits counts, and how sure it is.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>

#include "engine/api/edit_bench.h"

namespace everyword {

namespace {

constexpr double kNormal95 = 1.959964;
constexpr int kResamples = 10'000;

std::string valueOf(const EditCandidate &edit, const std::string &attribute) {
  for (const AttributeGuess &guess : edit.attributes) {
    if (guess.attribute == attribute) {
      return guess.value;
    }
  }
  return {};
}

/// The scores of the cells that one row is about.
struct Scores {
  std::vector<double> success, identity, clip;

  void add(double one, double two, double three) {
    success.push_back(one);
    identity.push_back(two);
    clip.push_back(three);
  }
};

Scores scoresOf(const EditPrompt &prompt, const EditBenchCell &cell, const EditCandidate &edit) {
  Scores scores;
  scores.add(reached(prompt, edit) ? 1 : 0, identityKept(prompt, cell.start, edit),
             edit.clipSimilarity);
  return scores;
}

EditBenchRow rowOf(int prompt, const std::string &method, const Scores &scores, bool isShare) {
  EditBenchRow row;
  row.prompt = prompt;
  row.method = method;
  row.cells = static_cast<int>(scores.success.size());
  const auto successes = std::count(scores.success.begin(), scores.success.end(), 1.0);
  row.success =
      isShare ? wilson(static_cast<int>(successes), row.cells) : bootstrapMean(scores.success);
  row.identity = bootstrapMean(scores.identity);
  row.clipSimilarity = bootstrapMean(scores.clip);
  return row;
}

/// All prompts together with one lambda, whichever CLIP prefers.
EditBenchRow rowOfLambda(const std::vector<EditBenchCell> &cells, std::size_t edit) {
  Scores all;
  for (const EditBenchCell &cell : cells) {
    const EditPrompt &prompt = editPrompts().at(static_cast<std::size_t>(cell.prompt));
    if (!reached(prompt, cell.start)) {
      const Scores one = scoresOf(prompt, cell, cell.edits.at(edit));
      all.add(one.success[0], one.identity[0], one.clip[0]);
    }
  }
  char name[32];
  std::snprintf(name, sizeof name, "lambda %.1f", cells.front().edits.at(edit).lambda);
  return rowOf(-1, name, all, true);
}

}  // namespace

bool reached(const EditPrompt &prompt, const EditCandidate &edit) {
  return valueOf(edit, prompt.attribute) == prompt.value;
}

double identityKept(const EditPrompt &prompt, const EditCandidate &start,
                    const EditCandidate &edit) {
  int others = 0, kept = 0;
  for (const AttributeGuess &guess : start.attributes) {
    if (guess.attribute != prompt.attribute) {
      ++others;
      kept += valueOf(edit, guess.attribute) == guess.value ? 1 : 0;
    }
  }
  return others > 0 ? static_cast<double>(kept) / others : 1;
}

Estimate wilson(int successes, int trials) {
  if (trials == 0) {
    return {0, 0, 1};
  }
  const double n = trials, share = successes / n, z2 = kNormal95 * kNormal95;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kNormal95 / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  return {share, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Estimate bootstrapMean(const std::vector<double> &values) {
  if (values.empty()) {
    return {};
  }
  const auto count = values.size();
  std::mt19937 bits(1);
  std::vector<double> means(kResamples);
  for (double &mean : means) {
    for (std::size_t i = 0; i < count; ++i) {
      mean += values[bits() % count] / static_cast<double>(count);
    }
  }
  std::sort(means.begin(), means.end());
  double sum = 0;
  for (const double value : values) {
    sum += value;
  }
  return {sum / static_cast<double>(count), means[kResamples / 40],
          means[kResamples - 1 - kResamples / 40]};
}

std::vector<EditBenchRow> editBenchRows(const std::vector<EditBenchCell> &cells) {
  std::vector<EditBenchRow> rows;
  const auto prompts = static_cast<int>(editPrompts().size());
  for (int p = -1; p < prompts; ++p) {
    Scores clipOnly, ours, difference;
    for (const EditBenchCell &cell : cells) {
      const EditPrompt &prompt = editPrompts().at(static_cast<std::size_t>(cell.prompt));
      if ((p >= 0 && cell.prompt != p) || reached(prompt, cell.start)) {
        continue;
      }
      const Scores a = scoresOf(prompt, cell, cell.edits.front());
      const Scores b = scoresOf(prompt, cell, cell.edits[cell.chosen()]);
      clipOnly.add(a.success[0], a.identity[0], a.clip[0]);
      ours.add(b.success[0], b.identity[0], b.clip[0]);
      difference.add(b.success[0] - a.success[0], b.identity[0] - a.identity[0],
                     b.clip[0] - a.clip[0]);
    }
    rows.push_back(rowOf(p, "clip_only", clipOnly, true));
    rows.push_back(rowOf(p, "ours", ours, true));
    rows.push_back(rowOf(p, "ours - clip_only", difference, false));
  }
  for (std::size_t i = 1; !cells.empty() && i < cells.front().edits.size(); ++i) {
    rows.push_back(rowOfLambda(cells, i));
  }
  return rows;
}

}  // namespace everyword
