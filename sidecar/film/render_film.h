// Turns a job into its film: pictures by as many threads as there are cores, piece by piece, then all into one file.
#pragma once
#include <functional>

#include "film/job.h"
#include "film/timeline.h"

namespace avatar {

struct Progress {
  std::function<void(const char* stage, int done, int total)> stage;
  std::function<void(const std::string& from, const std::string& to, const std::string& reason)> degraded;
};

// Writes FOLDER/out/{video.mp4,captions.vtt,poster.jpg,timings.json,report.json}. Pieces of an earlier run that ended
// in the middle are used again. Throws BadJob, VoiceMissing, EncoderFailed.
void render_film(const std::filesystem::path& folder, const std::filesystem::path& slides, const Progress& progress);

}  // namespace avatar
