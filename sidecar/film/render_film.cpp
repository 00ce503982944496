#include "film/render_film.h"

#include <chrono>
#include <fstream>

#include "film/captions.h"
#include "film/mux.h"
#include "film/paint.h"
#include "film/report.h"
#include "film/sources.h"
#include "film/verify.h"

namespace avatar {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

void write_text(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

struct Painted {
  std::vector<Piece> pieces;
  Source source;
};

// By the best source there is, then by the next: each step down is told.
Painted paint(const Job& job, const Timeline& line, const fs::path& folder, const Progress& progress) {
  std::vector<Source> sources = sources_of(job, line, folder, progress.degraded);
  for (std::size_t i = 0;; ++i) {
    auto told = Clock::now();
    const auto painted = [&](int done) {
      if (Clock::now() - told < std::chrono::milliseconds(400)) return;
      told = Clock::now();
      progress.stage("render", done, line.frames);
    };
    try {
      // Pieces of different presenters must never be joined.
      return {paint_all(job, line, sources[i], folder / "pieces" / sources[i].name, painted), sources[i]};
    } catch (const SourceFailed& failure) {
      if (i + 1 == sources.size()) throw;
      progress.degraded(sources[i].name, sources[i + 1].name, failure.what());
    }
  }
}

}  // namespace

void render_film(const fs::path& folder, const fs::path& slides, const Progress& progress) {
  const auto began = Clock::now();
  const Job job = read_job(folder, slides);
  progress.stage("tts", 0, 100);
  const Timeline line = speak(job, [&](double share) { progress.stage("tts", int(share * 100), 100); });
  const std::vector<Cue> cues = cues_of(line, job.fps);
  const fs::path out = folder / "out";
  fs::create_directories(out);
  write_text(out / "timings.json", timings_of(job, line));
  progress.stage("render", 0, line.frames);
  Painted painted = paint(job, line, folder, progress);
  const std::string note = job.label + ": no real person speaks or is shown.";
  progress.stage("mux", line.frames, line.frames);
  write_film({job.width, job.height, job.fps, std::move(painted.pieces), line.samples, line.rate, cues, job.label, note, "eng"}, out / "video.mp4");
  write_text(out / "captions.vtt", vtt_of(cues, note));
  // A moment after the first words: the presenter looks at the viewer.
  const int moment = std::min(line.frames - 1, int(.3 * job.fps));
  write_jpeg(still(job, 0, moment, painted.source.open(moment)), out / "poster.jpg");
  progress.stage("verify", line.frames, line.frames);
  const double took = std::chrono::duration<double>(Clock::now() - began).count();
  const Found found = look_at(out / "video.mp4", mouth_window(job), line.phones);
  write_text(out / "report.json", report_of(job, line, cues, found, {painted.source.name, took}));
  fs::remove_all(folder / "pieces");
}

}  // namespace avatar
