#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/api/edit_bench.h"
#include "engine/api/run_request.h"

namespace everyword {

/// The relevance losses; they differ in S, the share that a class name has of its prompt's
/// relevance, and in how wrong classes count.
enum class RelevanceLoss {
  Balanced,  ///< S of equation 2, the mean over wrong classes: lambda means the same for any number
             ///< of classes
  Printed,   ///< the paper's: S of equation 2, the sum over wrong classes
  Published  ///< the published code's: S of the whole row, wrong classes divided by all classes
};
/// "balanced", "printed", "published".
std::string toString(RelevanceLoss loss);

/// Pictures are told apart by CLIP, with few labelled ones of each class (paper, section 3.2).
struct ClassifyRequest {
  ModelSet models;  ///< a CLIP with a vision transformer or a ResNet
  /// Labelled pictures: a folder with a folder a class, whose name is the class's with underscores
  /// for spaces, or a CSV with columns "file" and "class".
  std::string train;
  /// The same, tested without learning anew; empty: what learning leaves over of `train`.
  std::vector<std::string> tests;
  std::vector<std::string> methods;  ///< of classifyMethods(); empty: all
  int classes = 0;                   ///< only so many, spread over all; 0: all
  int shots = 1;                     ///< pictures a class that are learned from
  int seeds = 3;                     ///< each draws its own pictures and begins anew
  std::uint64_t seed = 1;            ///< the first of them
  int epochs = 0;                    ///< 0: CoOp's 50 of one shot, 100 of up to 4, 200 of more
  int vectors = 16;                  ///< M, learned in each prompt
  bool perClass = false;             ///< vectors of its own for each class
  bool nameInMiddle = true;          ///< otherwise behind all vectors
  double lambda = -1;                ///< of the relevance loss; negative: 1 for ViT-B/16, else 3
  RelevanceLoss loss = RelevanceLoss::Balanced;
  int batch = 32;
  double learningRate = 0.002;
  std::string prefix = "a photo of a";  ///< zero-shot: what stands before the class name
  double probeC = 0.316;      ///< linear probe: weight of the pictures against |weights|^2/2
  std::string prompts;        ///< a file of learned prompts: only these are tested
  std::string features;       ///< file of the pictures' features; empty: in the user's cache folder
  std::string promptsFolder;  ///< where learned prompts are written; empty: nowhere
  std::string device = "auto";
  int threads = 0;
};

struct ClassifyMethod {
  std::string id, title;  ///< "coop_relevance", "CoOp + relevance"
};
const std::vector<ClassifyMethod> &classifyMethods();

/// While it learns.
struct ClassifyProgress {
  double fraction = 0;  ///< of all that was asked for, [0, 1]
  std::string what;     ///< one line
  std::string method;   ///< empty while pictures are read
  std::uint64_t seed = 0;
  int epoch = 0, epochs = 0;
  double loss = 0, accuracy = 0;  ///< means of the epoch, over the pictures that are learned from
  double nameShare = 0;           ///< S of the own class; 0 without the relevance loss
};

/// One method on one set of pictures.
struct ClassifyScore {
  std::string method, test;
  int pictures = 0;
  std::vector<double> accuracies;           ///< one a seed; a single one where none is drawn
  Estimate accuracy;                        ///< Student's interval over the seeds
  std::vector<std::vector<int>> confusion;  ///< [true class][told class], all seeds together
  std::vector<double> nameShares;  ///< S(c), mean over the class's pictures; empty for the probe
};

struct NearWord {
  std::string word;
  double distance = 0;  ///< Euclidean, between embeddings
};

/// What one method learned with one seed.
struct LearnedPrompts {
  std::string method, file;  ///< file: empty where none was asked for
  std::uint64_t seed = 0;
  double lambda = 0, seconds = 0;
  std::vector<ClassifyProgress> epochs;
  /// The vocabulary's words nearest to each vector, nearest first; of the first class where each
  /// has its own.
  std::vector<std::vector<NearWord>> nearest;
};

struct ClassifyResult {
  std::vector<std::string> classes;
  std::vector<ClassifyScore> scores;  ///< by method, then by set
  std::vector<LearnedPrompts> learned;
  /// Pictures that could not be read, with the reason; they count nowhere.
  std::vector<std::pair<std::string, std::string>> skipped;
  std::vector<std::string> warnings;
  int encoded = 0, fromCache = 0;  ///< pictures
  double encodeSeconds = 0;
  std::string clip;  ///< SHA-256 of its file
  bool stopped = false;
};

/// Mean of values that scatter normally, with Student's 95 % interval; of one value no interval.
Estimate studentMean(const std::vector<double> &values);
/// The same of shares, cut to [0, 1].
Estimate studentShare(const std::vector<double> &values);

/// On this thread. `progress` after each epoch and some pictures; returning false ends it, and the
/// result has the seeds that are done. Same request, thread count and pictures: same result on a
/// CPU. Throws InputError (one class only, a class without pictures, a class name longer than the
/// context), FileError (features that are no numbers, or of another model; prompts that do not
/// fit), ResourceError.
ClassifyResult classify(const Engine &engine, const ClassifyRequest &request,
                        const std::function<bool(const ClassifyProgress &)> &progress);

}  // namespace everyword
