// English by flite, linked in: one call gives the sound and the times that belong to it.
#include "voice/flite_voice.h"

#include <flite/flite.h>

#include <mutex>

#include "voice/arpabet.h"
#include "voice/plain.h"

extern "C" {
cst_voice* register_cmu_us_slt(const char*);
cst_voice* register_cmu_us_rms(const char*);
cst_voice* register_cmu_us_kal16(const char*);
}

namespace avatar {
namespace {

// A little slower than the voices come, for listeners who take notes.
constexpr float kStretch = 1.06F;

cst_voice* voice_of(const std::string& name) {
  static std::once_flag once;
  std::call_once(once, flite_init);
  if (name == "slt") return register_cmu_us_slt(nullptr);
  if (name == "rms") return register_cmu_us_rms(nullptr);
  return name == "kal16" ? register_cmu_us_kal16(nullptr) : nullptr;
}

std::vector<Phone> phones_of(cst_utterance* utterance) {
  std::vector<Phone> phones;
  double from = 0;
  for (auto* item = relation_head(utt_relation(utterance, "Segment")); item; item = item_next(item)) {
    const double to = item_feat_float(item, "end");
    phones.push_back({from, to, ipa_of(item_feat_string(item, "name"))});
    from = to;
  }
  return phones;
}

// The start of a token's first word and the end of its last, or nothing where it has no words.
void add_word(std::vector<Speech::Word>& words, cst_item* token, int index) {
  cst_item* const first = item_daughter(token);
  if (!first) return;
  cst_item* const last = item_last_daughter(token);
  const double t0 = ffeature_float(first, "R:SylStructure.daughter1.daughter1.R:Segment.p.end");
  const double t1 = ffeature_float(last, "R:SylStructure.daughtern.daughtern.R:Segment.end");
  if (t1 > t0) words.push_back({t0, t1, index});
}

class FliteVoice : public Voice {
 public:
  FliteVoice(std::string name, cst_voice* voice) : name_(std::move(name)), voice_(voice) {
    feat_set_float(voice_->features, "duration_stretch", kStretch);
  }

  Speech say(const std::vector<std::string>& tokens) override {
    std::string text;
    std::vector<int> index;
    // Where each token starts in the text, to know which one flite speaks of.
    std::vector<std::size_t> starts;
    for (int i = 0; i < int(tokens.size()); ++i) {
      const std::string token = plain(tokens[i]);
      if (token.empty()) continue;
      if (!text.empty()) text += ' ';
      starts.push_back(text.size());
      index.push_back(i);
      text += token;
    }
    Speech speech;
    if (text.empty()) return speech;
    cst_utterance* const utterance = flite_synth_text(text.c_str(), voice_);
    if (!utterance) throw std::runtime_error("the voice said nothing");
    const cst_wave* const wave = utt_wave(utterance);
    speech.rate = wave->sample_rate;
    speech.samples.assign(wave->samples, wave->samples + wave->num_samples);
    speech.phones = phones_of(utterance);
    std::size_t at = 0, token = 0;
    for (auto* item = relation_head(utt_relation(utterance, "Token")); item; item = item_next(item)) {
      const std::size_t found = text.find(item_feat_string(item, "name"), at);
      if (found == std::string::npos) continue;
      at = found + 1;
      while (token + 1 < starts.size() && starts[token + 1] <= found) ++token;
      add_word(speech.words, item, index[token]);
    }
    delete_utterance(utterance);
    return speech;
  }

  std::string name() const override { return name_; }

 private:
  std::string name_;
  cst_voice* voice_;
};

}  // namespace

std::unique_ptr<Voice> open_flite(const std::string& name) {
  cst_voice* const voice = voice_of(name);
  return voice ? std::make_unique<FliteVoice>(name, voice) : nullptr;
}

}  // namespace avatar
