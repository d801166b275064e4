#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

/// What a file is by its content; its name counts for nothing.
struct ModelReport {
  std::string path;
  std::string format;  ///< safetensors, torch zip, torchscript, torch legacy, bpe merges, yaml
  std::string family;  ///< a name of models/model_families.cpp, or clip vocabulary
  std::string title;   ///< for people: "CLIP ViT-B/32"
  std::string configJson = "{}";        ///< an object; its fields depend on the family
  std::vector<std::string> modes;       ///< that can use it: layout, edit, dream, explain, classify
  std::int64_t tensors = 0;             ///< in the file, those that are not used included
  std::int64_t bytes = 0;               ///< of the file
  std::int64_t memoryBytes = 0;         ///< of the weights once loaded, float32; 0: not known
  std::vector<std::string> missing;     ///< tensors that the model needs and the file has not
  std::vector<std::string> wrongShape;  ///< "name is [2,3], expected [4,3]"
  std::vector<std::string> extra;       ///< tensors that the model does not use
  std::vector<std::string> notes;       ///< sentences: what was assumed, which of several was taken
  std::string problem;  ///< why it cannot be used although its family is clear; else empty

  bool isUsable() const { return problem.empty(); }
};

/// {"format", "family", "title", "config", "modes", "tensors", "missing", "extra", ...}, indented.
std::string toJson(const ModelReport &report);

/// A file of an installed model beside its checkpoint.
struct InstalledFile {
  std::string path;  ///< absolute
  std::int64_t bytes = 0;
  std::string sha256;
};

/// A model in the user's own folder.
struct InstalledModel {
  std::string name;   ///< what the options of the models take, such as --clip
  std::string title;  ///< "CLIP ViT-B/32"
  std::string family;
  std::string folder;      ///< absolute
  std::string path;        ///< of the checkpoint or vocabulary, absolute
  std::string configPath;  ///< of its configuration (yaml, json); empty when there is none
  std::vector<InstalledFile> others;  ///< configuration, merges, shards
  std::int64_t bytes = 0;
  std::string sha256;   ///< lower-case; of a model in shards: of all their digests
  std::string source;   ///< the path or address it came from
  std::string licence;  ///< a note, one sentence
  std::vector<std::string> modes;
  std::string configJson = "{}";
};

/// A model that can be downloaded: a row of resources/models.json or of models.json in the user's
/// model folder.
struct KnownModel {
  std::string name, title, family;
  std::string source;        ///< address of the file
  std::string file;          ///< its name on disk
  std::string configSource;  ///< address of the configuration that goes with it; may be empty
  std::int64_t bytes = 0;    ///< 0: not known
  std::string sha256;        ///< empty: not known, so the user has to accept it unverified
  std::string licence;
  std::vector<std::string> modes;
  std::string installedAs;  ///< name of the installed model of these bytes; empty: not installed
};

struct ImportRequest {
  std::string path;
  std::string name;        ///< empty: made from the file's name
  std::string configPath;  ///< its configuration; empty: one that lies beside it, if it fits
};

struct ImportOutcome {
  InstalledModel model;
  bool wasThere = false;  ///< these bytes had been imported before; nothing was done
};

/// How often a broken connection is taken up again. The wait doubles from try to try.
struct RetryPolicy {
  int tries = 6;  ///< in a row without a new byte
  int firstWaitMs = 500;
  int longestWaitMs = 30000;
  int stallSeconds = 30;  ///< without a byte, then the connection counts as broken
};

struct DownloadRequest {
  std::string what;    ///< name of a KnownModel, or an http(s) address
  std::string name;    ///< of the installed model; empty: the known one's, or made from the address
  std::string sha256;  ///< overrides the known one; may be empty
  bool acceptUnverified = false;  ///< go on although no checksum is known
  RetryPolicy retry;
};

struct DownloadProgress {
  enum class Phase { Connecting, Receiving, Waiting, Checking };
  Phase phase = Phase::Connecting;
  std::string file;
  std::int64_t done = 0, total = 0;  ///< bytes; total 0: the server does not say
  double bytesPerSecond = 0;
  std::string note;  ///< why it waits: one clause
};

struct DownloadOutcome {
  enum class Kind { Installed, WasThere, Paused };
  Kind kind = Kind::Installed;
  InstalledModel model;   ///< not when paused
  std::int64_t done = 0;  ///< bytes kept when paused; the next download goes on from there
};

/// What a run needs against what the machine has; rough, and rather too low than too high.
struct MemoryEstimate {
  std::int64_t weights = 0, step = 0;  ///< bytes
  std::int64_t available = 0;          ///< 0: not known
};

/// The models a user has: packs, imported and downloaded ones. Files are data; nothing in them is
/// run. Nothing is downloaded without a call of download(). All members may be called from any
/// thread; calls that change the folder are for one thread at a time. Errors: FileError,
/// InputError, ResourceError.
class ModelStore {
 public:
  virtual ~ModelStore() = default;

  virtual std::string folder() const = 0;  ///< of the user's models; made on first use
  virtual std::vector<InstalledModel> list() const = 0;  ///< by name, without packs (Engine::packs)
  virtual std::vector<KnownModel> known() const = 0;

  /// Changes nothing. Throws FileError for what is damaged, foreign or refused.
  virtual ModelReport inspect(const std::string &path) const = 0;

  /// Copies the file into folder(); whole or not at all.
  virtual ImportOutcome importFile(const ImportRequest &request) = 0;

  /// Blocks. `progress` is called on this thread several times a second; when it returns false the
  /// download pauses and keeps what it has. A file that is not what was asked for is deleted and
  /// told.
  virtual DownloadOutcome download(
      const DownloadRequest &request,
      const std::function<bool(const DownloadProgress &)> &progress = {}) = 0;
  /// Deletes what a paused download has kept.
  virtual void discardDownload(const std::string &what) = 0;

  /// Size and SHA-256 of a model or pack. Throws FileError naming what is damaged.
  virtual void verify(const std::string &name) const = 0;
  /// Throws InputError when there is no such model (packs stay).
  virtual void remove(const std::string &name) = 0;

  /// Names of installed models become paths; a CLIP of the public vocabulary without merges gets
  /// the installed vocabulary. Throws when a name is unknown, or a file is of another family than
  /// its place asks for, and says what to do.
  virtual ModelSet resolve(const ModelSet &models) const = 0;

  /// From headers alone. `request.models` resolved.
  virtual MemoryEstimate estimateMemory(const RunRequest &request) const = 0;
  /// Throws InputError when models and method do not fit together, ResourceError when the run
  /// clearly needs more memory than there is. `request.models` resolved.
  virtual void requireFits(const RunRequest &request) const = 0;
};

/// `resourcesFolder` as for makeEngine; `userFolder` empty: EVERYWORD_MODELS, or
/// XDG_DATA_HOME/everyword/models.
std::unique_ptr<ModelStore> makeModelStore(const std::string &resourcesFolder = {},
                                           const std::string &userFolder = {});

}  // namespace everyword
