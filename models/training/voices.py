"""Synthesise notes of instruments with physical and classic synthesis methods, without a soundfont.

There are one or more recipes per label of `instruments`. A recipe is a line of text that names a synthesis method and
the ranges of its settings. `timbre` chooses a recipe and random settings for one simulated player; all notes of the
player (`note`) use these. Synthesised notes share no microphone, loop or sampler with the soundfonts, so that the
encoder does not merely learn to recognise their samples.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from models.encoders.compact import SAMPLE_RATE

Wave = NDArray[np.float32]
Curve = NDArray[np.float64]  # one value per _HOP samples
Numbers = NDArray[np.float64]

TOP_HZ = 15_000.0  # Hz; highest partial
TAIL_S = 1.45  # seconds; longest decay after the end of a note
_HOP = 64  # samples between points of a curve: 2 ms
_RAMP = np.arange(_HOP) / _HOP
_TABLE = 4096  # samples in a period of a wavetable
_LEVELS = 4  # wavetables from the softest to the brightest
_IR = 4096  # samples in the impulse response of a body
_BLOCK = 256  # see _modes
_ECHO = 10_000  # samples
# Frequency ratios of the drawbars, tempered as on a tonewheel organ.
_PIPES = (0.5, 1.49831, 1.0, 2.0, 2.99661, 4.0, 5.03968, 5.99323, 8.0)

# Settings that recipes share: a recipe inherits those of the group that it names. Times in s (t60: to -60 dB at
# middle C), frequencies in Hz, `slope` and `tilt` in dB/octave, `res`, `fund`, `ripple` and `rough` in dB, deviations
# in cents, `bright` and `vbright` in octaves from the softest to the loudest; `lo~hi` is drawn for each player.
_KIN = """
any: - gain=1 shift=0 hp=20 lp=14000 lproll=2 ripple=3 drive=0 bias=0 trem=0 tremrate=5 echo=0 vel=1 knock=0
    kfreq=1500 kdec=.01 rough=2 release=.1
blow: any slope=6 even=1 merge=20000 cut=4000 roll=3 bright=1 res=0 fund=0 attack=.05 dip=0 fall=.2 vib=0 rate=4.8~6
    delay=.1~.4 vibam=0 wobble=4 breath=0 air=3000 width=1.4 flutter=.02 chiff=0 scoop=0 voices=1 spread=0 stagger=0
    famt=0 fdecay=.3 sweep=0 srate=.5 bow=0
string: any B=.00006~.0002 bexp=1 pos=.08~.2 soft=3000 roll=2 vbright=1.2 strack=.4 t60=4~7 tslope=.5 fd=1500 fexp=1.2
    strings=1 detune=1 slow=.2 slowness=4 pick=0 rise=.001 vib=0 rate=5 glide=0 buzz=0 octave=0
strike: any t60=2 tslope=.3 fd=3000 fexp=1 tilt=0~4 vbright=4 stretch=.01 double=0 glide=0 rise=.0007 rough=3.5
    release=.5~1.2
drawbars: any click=.05~.4 perc=0~.5 pdecay=.2~.6 fast=6~7.2 slow=.8 depth=.1~1 leak=.003~.02 drive=0~2 vel=0
    release=.015 lp=4500~8000
tine: any t60=6 bark=1 offset=.3 bell=.1 bellratio=7 belldec=.2 reed=0 release=.08~.2
fm: any ratio=1 index=1 idecay=.8 ratio2=14 index2=.3 idecay2=.1 t60=5 detune=2~8 ripple=1
bow: blow dip=-.1~.25 slope=5.5~8 roll=2.5 bright=.9 attack=.05~.16 release=.07~.2 vib=6~26 vibam=.05 wobble=6
    breath=.005~.03 air=2500~4500 chiff=.02~.06 ripple=6 rough=1.5
section: bow voices=6 spread=7~13 stagger=.05 attack=.06~.3 release=.15~.5 vib=6~18 delay=.05 hp=80
    body=290:4:4,480:4:4,1000:2:3,2500:2:5 ripple=4
wind: blow dip=-.1~.3 roll=2.8 attack=.02~.06 release=.04~.08 vib=2~15 vibam=.04~.15 breath=.004~.02 chiff=.01~.05
sax: wind slope=1~4.5 bright=1.3 vib=3~20 wobble=5 breath=.01~.06 chiff=.02~.09 scoop=-60~0 rough=4
brass: wind slope=0~2 roll=3.5 bright=2.2 attack=.025~.08 vib=0~12 delay=.3 vibam=0 breath=.002~.012 scoop=-45~0
flue: wind dip=-.15~.2 slope=8~14 roll=2 attack=.03~.08 release=.04~.1 vibam=.1~.35 breath=.008~.05 flutter=.05
    chiff=.04~.14
pipes: blow slope=6~14 cut=2500~8000 bright=.2 spread=3~7 attack=.03~.08 release=.25~1.2 breath=.006~.03 air=2500
    chiff=.02~.1 wobble=2 flutter=.01 vel=0 rough=3
squeeze: blow slope=2~6 cut=2500~5500 roll=2.5 bright=.7 attack=.03~.07 release=.04~.09 breath=.004~.02 wobble=2
    body=500:2:3,1200:2:6,2600:2:4 ripple=4 rough=4
sing: blow slope=9~13 cut=2000~5000 roll=2 bright=.5 voices=8 spread=13~22 stagger=.08 attack=.08~.3 release=.2~.5
    vib=8~24 delay=.05 wobble=14 breath=.012~.05 air=3500 flutter=.04
analog: blow wobble=1 flutter=0 ripple=.5 rough=.3
amp: string pick=.06~.25 knock=.02~.1 kfreq=1500~3000 kdec=.006 release=.04~.12 hp=90 lp=3500~6500 lproll=3
    body=2500:1.5:5 ripple=2
box: string knock=.05~.25 kfreq=150~4000 kdec=.007 release=.08~.25 hp=80 body=105:5:7,200:5:6,420:3:3,3500:1:3
    ripple=4
low: string pos=.1~.28 strack=.1 tslope=.3 release=.05~.12 hp=35
"""

# label | group settings | a second layer ...; a label with several recipes has several kinds of players.
# body=Hz:Q:dB of its resonances; ratios=ratio:strength of modes; ranks=pitches of the voices; bars=drawbars.
_RECIPES = """
piano|string B=.0002~.0007 pos=.1~.14 soft=900~3000 roll=2.5 strack=.45 vbright=1.8 t60=7~13 tslope=.6 fd=900~2600
    strings=3 detune=.4~1.5 slow=.1~.3 rise=.002 knock=.05~.15 kfreq=150~500 kdec=.03 release=.12~.3
    body=110:2:3,220:2:2 rough=3
honky-tonk piano|string B=.0003~.0009 pos=.1~.14 soft=1500~3600 roll=2.5 t60=5~9 tslope=.6 fd=1000~2200 strings=3
    detune=8~22 rise=.0015 knock=.08~.2 kfreq=200~500 kdec=.03 release=.12~.3 rough=3
electric piano|tine t60=5~9 bark=.6~1.6 offset=.15~.5 bell=.05~.25 bellratio=5.5~8 belldec=.1~.35 trem=0~.5
    tremrate=4~6.5 lp=3500~7000 knock=.02~.08 kfreq=800 drive=0~.8
electric piano|fm index=.7~1.5 idecay=.6~1.4 ratio2=12~15 index2=.2~.6 idecay2=.05~.2 t60=5~8 release=.12~.3
electric piano|tine t60=2.5~5 bark=1.2~2.2 offset=.05~.2 bell=.02~.08 bellratio=5~6.5 belldec=.05 reed=.5~1 trem=.2~.6
    tremrate=5~6.5 lp=2800~5000 drive=.5~1.5
harpsichord|string vel=0 B=.00004~.0001 pos=.09~.22 soft=6000~11000 vbright=.1 strack=.1 t60=3~6 fd=2500~5000
    strings=2 detune=.5~2.5 octave=0~.6 knock=.05~.15 kfreq=2500~5000 kdec=.006 release=.06~.12 hp=90~180
    body=350:2:4,900:2:3
clavinet|string pos=.04~.08 soft=4000~9000 vbright=1.5 t60=1.8~4 fd=2500~5000 pick=.1~.3 slow=.1 knock=.06~.2
    kfreq=2000~4000 kdec=.006 release=.02~.05 hp=100~350 lp=4500~11000 body=1200:1.5:6,2500:2:4 drive=0~1.5
celesta|strike ratios=1:1,2.76:.2,4:.1,5.4:.15,8.9:.05 t60=1.6~3.5 fd=2500~5500 knock=.03~.15 kfreq=700~3000 kdec=.012
    release=.15~.35
glockenspiel|strike ratios=1:1,2.756:.5,5.404:.4,8.933:.2 t60=1.5~5 fd=5000~9000 tilt=-4~2 knock=.1~.3 kfreq=4000~7000
    kdec=.006
music box|strike ratios=1:1,2:.08,6.27:.3,17.5:.12,3.1:.05 t60=1.5~4 fd=3500~7000 knock=.04~.15 kfreq=3000~5500
    body=900:2:4,2100:2:4 double=2
vibraphone|strike ratios=1:1,3.98:.2,10.2:.07 t60=5~9 fd=1100~2500 tilt=0~5 trem=0~.5 tremrate=3~7 knock=.02~.08
    kfreq=700~1500 release=.15~.6
marimba|strike ratios=1:1,3.95:.3,9.6:.12,16:.03 t60=.9~1.8 tslope=.8 fd=500~1400 tilt=-2~5 knock=.1~.4 kfreq=500~2500
    kdec=.008
xylophone|strike ratios=1:1,3:.6,6.2:.35,10.3:.18 t60=.4~.9 tslope=.5 fd=2000~4000 tilt=-2~3 knock=.2~.5
    kfreq=1500~3500
tubular bells|strike ratios=.5:.12,1.21:.3,2:1,2.99:.9,4.17:.6,5.55:.4,7.1:.25,8.9:.15,10.8:.08 t60=5~10 fd=1200~2500
    stretch=.004 double=2 knock=.1~.3 kfreq=2500~4500
dulcimer|string B=.0002~.0005 soft=3000~6500 t60=3~6 fd=1800~3500 strings=3 detune=2~6 knock=.1~.35 kfreq=900~2500
    release=.7~1.4 body=280:2:4,700:2:4,1600:2:3 ripple=4
organ|drawbars bars=8:8:8:0:0:0:0:0:0 perc=.3~.9
organ|drawbars bars=8:8:8:8:8:8:8:8:8 drive=.3~2.5
organ|drawbars bars=0:0:8:4:2:1:0:2:1
organ|drawbars bars=8:3:8:0:0:0:0:2:4
organ|blow slope=6~10 even=.2~1 cut=3000~7000 bright=.1 voices=3 ranks=1,.5,2 spread=2~6 attack=.004 release=.02
    vib=4~20 rate=6~7.5 delay=0 wobble=1 flutter=0 knock=.05 kfreq=3000 vel=0
church organ|pipes voices=5 ranks=1,2,4,.5,3
church organ|pipes slope=8~16 even=.15~.9 voices=2 ranks=1,2 chiff=.03~.15
church organ|pipes slope=4~7 voices=6 ranks=1,2,.5,4,1,8 body=700:2:5
reed organ|squeeze slope=5~9 cut=1800~3500 roll=3 bright=.4 voices=2~3 ranks=1,1,.5 spread=3~9 attack=.06~.15
    release=.06~.15 body=450:2:4,1300:2:5
accordion|squeeze voices=2 ranks=1,1 spread=9~18
accordion|squeeze voices=3 ranks=1,.5,1 spread=5~14
accordion|squeeze slope=4~7 voices=2 ranks=1,2 spread=2~4
harmonica|squeeze bright=.9 release=.05 vib=4~20 vibam=.1~.4 wobble=6 breath=.01~.06 scoop=-60~-5
    body=1200:2:5,2500:2.5:8,4500:3:3 hp=250
nylon guitar|box B=.00003~.00008 pos=.12~.3 soft=1300~3500 roll=2.5 t60=3~5 fd=500~1300 fexp=1.1 slow=.15 knock=.06~.2
    kfreq=300~1500 kdec=.012 hp=70 body=105:5:9,205:5:7,400:3:3 rise=.002 vib=0~6
steel guitar|box soft=3000~7000 fd=1600~3200
steel guitar|box pos=.12~.25 soft=2000~4000 fd=1300~2600 strings=2 detune=2~5 octave=0~.7
jazz guitar|amp pos=.16~.3 soft=900~3000 roll=2.5 t60=3~5.5 fd=700~1600 kfreq=400~1500 lp=1600~4000 body=230:2:4
    drive=0~.5
clean guitar|amp soft=2500~6000 fd=1800~3500 drive=0~.8 trem=0~.3
clean guitar|amp soft=2500~6000 fd=1800~3500 strings=2 detune=4~10
clean guitar|amp soft=2000~4500 t60=.25~.6 tslope=.3 fd=1200~2500 release=.04
overdriven guitar|amp soft=2500~5000 vbright=.6 t60=5~9 fd=1300~2600 drive=4~11 bias=0~.4 hp=80~160 lproll=5 vib=0~12
    body=130:2:4,2600:1.5:8
distortion guitar|amp pos=.05~.14 soft=2500~6000 vbright=.4 t60=7~12 fd=1600~3200 drive=18~70 bias=0~.3 hp=80~150
    lp=3500~6500 lproll=6 vib=0~15 body=120:2:5,2800:1.5:9
acoustic bass|low soft=500~1300 t60=1.8~3.5 fd=350~800 slow=.15 knock=.08~.25 kfreq=200~1500 kdec=.012 hp=45
    body=62:4:6,105:4:8,220:3:5,700:2:3 ripple=4 rise=.004 vib=0~8 glide=0~12
electric bass|low soft=600~1800 fd=600~1300 pick=.1~.25 knock=.02~.1 kfreq=500 lp=2000~4500 drive=0~1 rise=.003
electric bass|low pos=.08~.16 soft=1500~3500 fd=900~1800 pick=.08~.2 knock=.08~.25 kfreq=2000 kdec=.006 lp=3000~5500
    drive=0~2
electric bass|low soft=600~1200 fd=700~1400 pick=.1~.2 buzz=.4~.8 lp=1800~3500 vib=4~14 rise=.012 glide=-20~-5
slap bass|low pos=.04~.12 soft=2500~8000 t60=3~6 fd=1400~3200 pick=.06~.18 knock=.2~.6 kfreq=2000~4500 kdec=.008
    lp=6000~9000 glide=0~20 body=80:2:4,4000:1:4 drive=.5~2
synth bass|analog cut=250~900 roll=4 bright=2.5 res=0~12 famt=.3~.9 fdecay=.1~.4 attack=.004 dip=.3 fall=.4
    release=.04~.15 vel=.5 drive=0~2
synth bass|analog even=0~.3 cut=300~900 roll=4 bright=2.5 res=0~8 famt=.2~.7 fdecay=.1~.5 attack=.004 dip=.2 fall=.4
    release=.04~.15 voices=2 ranks=1,.5 spread=1~8
violin|bow cut=3000~5500 hp=220 body=280:8:8,460:8:8,560:8:8,1000:3:4,2500:2:8
viola|bow cut=2400~4500 hp=140 body=220:8:8,380:8:7,450:8:7,900:3:5,2000:2:6
cello|bow cut=1700~3200 bright=1 hp=70 body=105:7:7,175:7:8,220:7:6,500:3:5,1500:2:5
contrabass|bow cut=900~2000 bright=1 attack=.08~.2 vib=3~14 air=1500 hp=40 body=65:6:7,110:6:8,230:4:6,700:3:4
fiddle|bow slope=5~7 cut=3200~6000 bright=.8 attack=.02~.06 release=.04~.09 vib=0~9 wobble=8 breath=.012~.04
    chiff=.04~.15 scoop=-50~0 hp=230 body=290:8:8,470:8:8,580:8:7,1100:3:4,2800:2:9
tremolo strings|section cut=2200~4500 voices=5 attack=.05~.15 vib=0 bow=10~15 breath=.015~.04 flutter=.05
pizzicato strings|box B=.0002~.0004 pos=.12~.3 soft=1300~4000 t60=.5~1.1 fd=600~1800 strings=3 detune=4~10
    kfreq=600~2000 kdec=.012 release=.3~.7 rise=.003 body=290:6:6,480:5:6,1000:3:4
harp|box B=.00002~.00006 pos=.25~.48 soft=1100~3000 roll=2.5 t60=3.5~6 tslope=.6 fd=900~2000 slow=.1 knock=.03~.1
    kfreq=300~1500 release=.6~1.4 body=180:3:4,400:2:3 rise=.002
timpani|strike ratios=1:1,1.5:.75,1.98:.45,2.44:.25,2.94:.15,.85:.3,1.73:.12,3.5:.06 t60=1.8~3.5 fd=220~600 tilt=0~5
    stretch=.006 knock=.1~.45 kfreq=200~1500 kdec=.02 glide=4~18 rise=.002
strings|section cut=2000~4500
synth strings|analog cut=1800~5000 bright=.6 voices=5 spread=8~18 attack=.06~.4 release=.25~.9 vib=0~5 wobble=2 hp=150
choir|sing body=700:6:15,1150:7:11,2700:7:4,3500:8:3
choir|sing body=440:6:14,820:7:8,2600:7:-1,3400:8:-2
choir|sing body=330:5:12,740:7:4,2400:7:-5
synth voice|sing voices=2 spread=6~16 attack=.04~.15 wobble=3 vib=4~16 breath=0~.02 body=650:8:16,1080:9:11,2650:9:4
synth voice|sing voices=2 spread=6~16 attack=.04~.15 wobble=3 vib=4~16 breath=0~.02 body=400:8:16,800:9:9,2600:9:0
orchestra hit|section cut=3000~5000 ranks=1,2,.5,1,2,4 attack=.01 vib=0 dip=.75 release=.2~.4|brass gain=.8 cut=1200
    voices=3 spread=8 ranks=1,.5,2 dip=.8 release=.3|strike gain=.5 shift=-12 ratios=1:1,1.5:.7,2:.4 t60=.8 fd=300
    knock=.3 kfreq=300
trumpet|brass cut=1300~3200 roll=4 attack=.025~.06 body=1250:2:5,2600:2:4
muted trumpet|brass cut=2000~4000 roll=3 bright=1.6 attack=.025~.05 breath=.004~.02 air=4500 hp=600~1700
    body=1900:3:9,3400:3:8,5500:3:5 ripple=4
trombone|brass cut=650~1500 attack=.035~.08 air=1800 body=550:2:5,1500:2:3
tuba|brass slope=1~3 cut=280~560 bright=2 attack=.04~.09 vib=0 breath=.005~.015 air=800 body=240:2:5,600:2:1
french horn|brass slope=0~3 cut=420~900 roll=4 bright=2 attack=.04~.1 release=.07~.14 vib=0~4 air=1200
    body=380:2:6,900:2:2 lp=6000
brass section|brass cut=1000~2600 voices=4 spread=7~13 stagger=.02 release=.06~.14 vib=0~6 wobble=6
    body=600:2:3,1250:2:5,2500:2:4
synth brass|analog cut=900~2500 roll=4 bright=2.4 voices=2 spread=5~14 attack=.02~.08 release=.1~.4 famt=.2~.7
    fdecay=.2~.7 res=0~4
soprano sax|sax cut=2000~4500 air=4000 body=1000:2:5,2200:2.5:6
alto sax|sax cut=1500~3600 body=640:2:5,1500:2.5:6,3200:3:3
tenor sax|sax cut=1100~2800 air=2500 body=480:2:5,1150:2.5:6,2600:3:3
baritone sax|sax slope=1~4 cut=800~1900 air=2000 vib=2~12 body=300:2:4,780:2.5:6,1900:3:4
oboe|wind slope=0~3 cut=2200~4200 bright=.6 fund=-6 wobble=3 air=4000 body=1050:3:9,2900:3.5:8 lp=7000~14000
english horn|wind slope=1~4 cut=1700~3200 bright=.6 fund=-4 wobble=3 body=780:3:8,2200:3:5 lp=5000~14000
bassoon|wind slope=0~3 cut=800~1700 bright=.7 fund=-7 wobble=3 air=1800 body=480:3:10,1180:3:6 lp=4000~14000
clarinet|wind slope=2~6 even=.02~.15 merge=1700~3500 cut=1300~2800 bright=1.2 attack=.03~.07 vib=0~4 vibam=0 wobble=3
    air=2500 chiff=.01~.03 body=1500:2:3,3200:2:2 rough=3
piccolo|flue cut=3500~6000 bright=.8 vib=6~16 air=4500
flute|flue cut=2200~4200 vib=5~16 air=3000 body=900:1.5:2
recorder|flue slope=12~18 even=.25~.6 cut=2500~4500 bright=.5 attack=.015~.04 vib=0~5 vibam=0~.12 wobble=3 air=3500
    chiff=.06~.18
pan flute|flue slope=12~18 even=.1~.35 cut=2000~4000 bright=.6 vib=0~16 wobble=6 breath=.03~.18 air=2500 width=1.7
    flutter=.08 chiff=.2~.5 scoop=-50~0
bottle|flue slope=20~28 even=.2~.5 cut=1500 bright=.3 vib=0 wobble=6 breath=.04~.22 air=1500 width=1.7 flutter=.1
    chiff=.15~.4
shakuhachi|flue cut=1800~3500 attack=.04~.1 release=.08~.15 vib=10~35 vibam=.2~.5 rate=3.8~5.2 delay=.3~.7 wobble=12
    breath=.04~.22 width=1.8 flutter=.1 chiff=.2~.5 scoop=-120~-20
whistle|flue slope=22~30 cut=6000 bright=.3 vib=8~40 wobble=12 breath=.006~.03 chiff=0 scoop=-90~0
whistle|flue slope=11~16 even=.4~1 cut=5000 bright=.5 attack=.012~.03 vib=0~10 breath=.01~.04 air=4500 chiff=.08~.2
ocarina|flue slope=20~27 even=.4~1 cut=3000 bright=.4 attack=.02~.05 vib=3~14 breath=.008~.04 air=2000
synth lead|analog cut=2500~9000 voices=2 spread=3~14 attack=.005~.03 release=.05~.25 vib=0~18 famt=0~.4 res=0~6
synth lead|analog even=0~.4 cut=4000~14000 roll=2 bright=.3 attack=.004 release=.03~.2 vib=0~18
synth lead|analog slope=12~18 even=0~1 cut=3000 bright=.5 attack=.01~.04 release=.06~.2 vib=0~14 breath=0~.05
synth lead|analog cut=3000~7000 voices=3 ranks=1,1,1.4983 spread=3~9 attack=.005~.02 release=.06~.2 drive=0~6
synth pad|analog slope=6~9 cut=600~2200 voices=4 spread=6~15 attack=.15~.7 release=.6~1.4 vib=0~5 wobble=3 sweep=0~.4
    srate=.15~.8 res=0~6
synth pad|sing cut=900~2500 voices=4 ranks=1,1,2,1 release=.6~1.4 vib=0 wobble=4 sweep=0~.3
    body=500:6:12,1000:7:8,2600:8:6|fm gain=.3 ratio=1~3 index=.5~1.5 ratio2=7~11 index2=.2 t60=4 release=1.2
synth pad|analog slope=5~8 even=0~1 cut=1500~4500 voices=4 ranks=1,1,2,.5 spread=7~16 attack=.2~.8 release=.7~1.4
    sweep=.2~.6 srate=.2~1 res=3~10
synth texture|fm ratio=2~5.4 index=.8~2.2 idecay=.4~1.2 ratio2=5~11 index2=.3~1 idecay2=.2 t60=3~6 release=1.2
    echo=0~.6|analog gain=.5 slope=8 cut=900~2500 voices=3 spread=9 attack=.15~.4 release=1.2 breath=.02
synth texture|analog slope=7 cut=1200~3000 voices=4 ranks=1,1.4983,1,2 spread=8~14 attack=.08~.4 release=1~1.4
    sweep=.2~.5 srate=.3~2 echo=0~.5
synth texture|string pos=.15~.3 soft=2500 t60=4 strings=2 detune=4~9 release=1|analog gain=.6 slope=8 cut=1500~3500
    voices=3 spread=9 attack=.15~.5 release=1.2
synth texture|analog slope=10 cut=1500~4000 voices=3 spread=6~20 attack=.02~.3 release=1~1.4 vib=10~40 rate=3~8
    sweep=.3~.8 srate=2~6 res=6~14 breath=.02~.1 echo=.2~.6
sitar|box pos=.06~.14 soft=5000~8000 roll=1.5 t60=3~5 fd=3500~6000 strings=2 detune=1~3 buzz=.8~1 knock=.03~.12
    release=.3~.9 vib=0~15 glide=-40~40 hp=110 body=350:3:4,900:2.5:6,2300:2:4
banjo|box pos=.06~.14 soft=4500~8000 t60=.9~2 tslope=.4 fd=2500~4500 slow=.08 knock=.1~.35 kfreq=700~2500 hp=220
    body=350:3:5,750:2.5:8,1800:2:4,3200:2:4 ripple=5 glide=0~12
shamisen|box pos=.04~.1 soft=4500~8000 t60=.8~1.6 tslope=.3 fd=2200~4500 buzz=.3~.8 knock=.3~.8 kfreq=500~1500
    kdec=.014 hp=150 body=450:3:6,850:3:6,2000:2:4 ripple=5 glide=0~25 vib=0~10
koto|box pos=.04~.14 soft=3000~8000 t60=2~4 fd=1400~3500 slow=.15 knock=.08~.25 release=.5~1.2
    body=170:3:4,420:3:5,1100:2:5 glide=0~20 vib=0~18
kalimba|strike ratios=1:1,2:.04,5.6:.22,6.27:.1,15:.06 t60=.8~1.8 tslope=.4 fd=1200~3500 tilt=-2~4 knock=.1~.35
    kfreq=300~2500 body=300:3:5 glide=0~8 stretch=.05
bagpipe|wind slope=-1~2 cut=2500~5500 bright=.1 attack=.008~.02 release=.02~.04 vib=0 vibam=0 wobble=2 vel=0
    body=900:2:6,1700:2.5:8,3100:3:6 ripple=4 rough=5 lp=7000~14000
shanai|wind slope=-1~2 cut=2500~5000 bright=.5 fund=-5 vib=8~40 wobble=8 air=4000 scoop=-140~-10
    body=1300:3:9,2700:3:8,4200:3:4 ripple=4 rough=3 lp=7000~14000
steel drums|strike ratios=1:1,2:.6,3:.3,4:.25,5.1:.1,6.2:.12,1.5:.05 t60=.9~2 fd=1100~3000 tilt=-1~4 double=5
    stretch=.008 knock=.05~.2 kfreq=1200~2500 body=500:2:3,1500:1.5:4 glide=-6~6
agogo|strike ratios=1:1,2.62:.8,1.48:.3,3.9:.45,5.3:.5,7.2:.3,9.1:.2 t60=.3~.8 tslope=0 fd=4000~7000 tilt=-2~3
    stretch=.04 double=4 knock=.2~.5 kfreq=3500
woodblock|strike ratios=1:1,1.45:.4,2.5:.35,3.4:.15,4.8:.1 t60=.07~.16 fd=3000~6000 stretch=.04 knock=.2~.6
    kfreq=1200~3500 kdec=.006 release=.2
taiko|strike ratios=1:1,1.59:.5,2.14:.35,2.3:.2,2.65:.2,2.92:.15,3.6:.1 t60=.7~1.5 fd=180~500 stretch=.03 glide=30~110
    knock=.2~.6 kfreq=250~2000 kdec=.02 lp=3500~8000 rise=.002
toms|strike ratios=1:1,1.59:.45,2.14:.25,2.3:.2,2.92:.1 t60=.4~.9 fd=250~500 stretch=.03 glide=40~150 knock=.2~.6
    kfreq=700~2500 kdec=.012
toms|strike ratios=1:1,2:.05 t60=.4~.9 fd=800 glide=120~500 knock=.02~.2 kdec=.008
tinkle bell|strike ratios=1:1,2.1:.5,2.76:.5,4.2:.35,5.4:.4,6.7:.25,8.9:.2 t60=1.2~3 fd=6000~10000 stretch=.03
    double=5 knock=.1~.3 kfreq=6000 kdec=.006
"""


@dataclass(slots=True)
class Layer:
    """One synthesis method with chosen settings."""

    way: str
    p: dict[str, float]
    pairs: Numbers  # (n, 2): ratios and strengths of modes or drawbars
    ranks: tuple[float, ...]  # pitch of each voice relative to the note
    body: Wave  # impulse response
    grain: Numbers  # deviation of each partial, standard normal

    def loud(self, velocity: int) -> float:
        """Return the loudness of a note, 0..1, from its velocity; some instruments ignore the velocity."""
        return velocity / 127 * self.p["vel"] + 0.7 * (1 - self.p["vel"])


@dataclass(slots=True)
class Timbre:
    """The settings of one simulated player, shared by all of the player's notes."""

    name: str
    layers: tuple[Layer, ...]
    rng: np.random.Generator  # random numbers for what differs from note to note


def _rows(text: str, mark: str) -> list[list[str]]:
    """Split a table into its rows and cells."""
    return [[part.strip() for part in row.split(mark)] for row in re.sub(r"\n +", " ", text).strip().splitlines()]


_PARENTS = dict(_rows(_KIN, ": "))
_BOOK: dict[str, list[list[str]]] = {}
for _name, *_layers in _rows(_RECIPES, "|"):
    _BOOK.setdefault(_name, []).append(_layers)
NAMES: tuple[str, ...] = tuple(_BOOK)


def timbre(name: str, rng: Random) -> Timbre:
    """Choose a random recipe and random settings for one simulated player of an instrument."""
    return Timbre(
        name, tuple(_layer(text, rng) for text in rng.choice(_BOOK[name])), np.random.default_rng(rng.getrandbits(63))
    )


def note(name: str, pitch: float, seconds: float, velocity: int, timbre: Timbre) -> Wave:
    """Synthesise one note as mono samples at SAMPLE_RATE.

    The note is held for `seconds` and then decays for at most TAIL_S seconds.
    """
    seconds = max(0.03, seconds)
    waves = []
    for layer in timbre.layers:
        p = layer.p
        n = int((seconds + min(TAIL_S, p["release"] * 1.2 + 0.05)) * SAMPLE_RATE)
        hz = 440 * 2 ** ((pitch + p["shift"] - 69) / 12)
        wave = _WAYS[layer.way](layer, hz, n, seconds, layer.loud(velocity), timbre.rng)
        waves.append(_finish(layer, wave, seconds, timbre.rng) * np.float32(p["gain"]))
    total = np.zeros(max(w.size for w in waves), dtype=np.float32)
    for wave in waves:
        total[: wave.size] += wave
    return _peak(total) * np.float32(0.07 + 0.8 * timbre.layers[0].loud(velocity) ** 1.5)


def _settings(text: str) -> dict[str, str]:
    """Read the settings of a recipe, including those of the group that it names. "way" is the synthesis method."""
    head, *words = text.split()
    inherited = _settings(_PARENTS[head]) if head in _PARENTS else {}
    return inherited | ({"way": head} if head in _WAYS else {}) | dict(word.split("=") for word in words)


def _draw(text: str, rng: Random) -> float:
    """Choose a random number from a range "lo~hi"; a single number such as "3" is returned as it is.

    If both limits are above zero, the logarithm of the number is uniformly distributed.
    """
    low, _, high = text.partition("~")
    a, b = float(low), float(high or low)
    return float(a * (b / a) ** rng.random()) if a > 0 and b > 0 else rng.uniform(a, b)


def _table(text: str) -> list[list[float]]:
    return [[float(x) for x in item.split(":")] for item in text.split(",") if item]


def _layer(text: str, rng: Random) -> Layer:
    """Choose random settings for one layer of a recipe."""
    words = _settings(text)
    way = words.pop("way")
    peaks = _table(words.pop("body", ""))
    ranks = _table(words.pop("ranks", "1"))
    pairs = _table(words.pop("ratios", "1:1"))
    if "bars" in words:  # a drawbar setting, randomly changed for each player
        (bars,) = _table(words.pop("bars"))
        moved = [max(0, b + rng.choice((-2, -1, 0, 0, 1))) if b else rng.choice((0, 0, 0, 2)) for b in bars]
        pairs = [[ratio, bar] for ratio, bar in zip(_PIPES, moved, strict=True)]
    p = {key: _draw(value, rng) for key, value in words.items()}
    grain = np.array([max(-2.0, min(2.0, rng.gauss(0, 1))) for _ in range(512)])
    return Layer(way, p, np.array(pairs), tuple(rank for (rank,) in ranks), _body(p, peaks, rng), grain)


def _body(p: dict[str, float], peaks: list[list[float]], rng: Random) -> Wave:
    """Return the impulse response of an instrument's body: resonances, band limits and roughness.

    It is minimum-phase, so that no sound precedes the onset.
    """
    f = np.maximum(np.arange(_IR // 2 + 1) * (SAMPLE_RATE / _IR), 1.0)
    gain = np.ones_like(f)
    for centre, q, db in peaks:
        centre *= 2 ** rng.gauss(0, 0.09)
        q *= 2 ** rng.gauss(0, 0.3)
        gain += 10 ** ((db + rng.gauss(0, 1.5)) / 20) / np.sqrt(1 + (q * (f / centre - centre / f)) ** 2)
    for spacing, depth in ((0.18, p["ripple"]), (1.2, 1.5)):
        knots = np.arange(-1, 9.5, spacing)
        gain *= 10 ** (np.interp(np.log2(f / 40), knots, [rng.gauss(0, depth) for _ in knots]) / 20)
    gain /= np.sqrt((1 + (p["hp"] / f) ** 4) * (1 + (f / p["lp"]) ** (2 * p["lproll"])))
    cepstrum = fft.irfft(np.log(np.maximum(gain, 1e-5)))
    cepstrum[1 : _IR // 2] *= 2
    cepstrum[_IR // 2 + 1 :] = 0
    return np.asarray(fft.irfft(np.exp(fft.rfft(cepstrum))), dtype=np.float32)


def _finish(layer: Layer, wave: Wave, seconds: float, rng: np.random.Generator) -> Wave:
    """Complete a synthesised note: add attack noise, amplifier, body resonance, echo, tremolo and release.

    The peak is scaled to 1.
    """
    p, n = layer.p, wave.size
    wave = _peak(wave)
    size = fft.next_fast_len(n + _IR, real=True)
    if p["knock"] > 0:
        k = min(n, int(p["kdec"] * 6 * SAMPLE_RATE))
        burst = _hiss(rng, k, p["kfreq"], 0.8) * np.exp(np.arange(k) / (-p["kdec"] * SAMPLE_RATE))
        wave[:k] += _peak(burst) * np.float32(p["knock"])
    spectrum = fft.rfft(wave, size)
    if p["drive"] > 0.1:  # at twice the rate, so that the harmonics of tanh do not alias
        twice = fft.irfft(spectrum, size * 2) * np.float32(2)
        bent = np.tanh(twice * np.float32(p["drive"]) + np.float32(p["bias"])) - np.float32(np.tanh(p["bias"]))
        spectrum = fft.rfft(bent)[: spectrum.size]
    wave = fft.irfft(spectrum * fft.rfft(layer.body, size), size)[:n]
    if p["echo"] > 0.1:
        dry = wave.copy()
        for late in range(_ECHO, n, _ECHO):
            wave[late:] += np.float32(0.7 * p["echo"] ** (late // _ECHO)) * dry[: n - late]
    t = _times(n)
    gain = np.clip((n / SAMPLE_RATE - t) / 0.02, 0, 1)
    if p["trem"] > 0.03:
        gain *= 1 - p["trem"] * (0.5 + 0.5 * np.sin(2 * np.pi * (p["tremrate"] * t + rng.random())))
    if layer.way != "blow":  # dampers end the note
        gain *= np.exp(np.minimum(0, seconds - t) * (5.5 / p["release"]))
    wave *= _up(gain, n)
    return _peak(wave)


def _peak(wave: Wave) -> Wave:
    return np.asarray(wave / (np.abs(wave).max() + 1e-9), dtype=np.float32)


def _times(n: int) -> Curve:
    return np.arange(n // _HOP + 2, dtype=np.float64) * (_HOP / SAMPLE_RATE)


def _up(curve: Curve, n: int) -> Wave:
    """Interpolate a curve linearly to n samples."""
    c = curve.astype(np.float32)
    return np.asarray((c[:-1, None] + np.diff(c)[:, None] * _RAMP.astype(np.float32)).ravel()[:n], dtype=np.float32)


def _drift(rng: np.random.Generator, t: Curve, every: float) -> Curve:
    """Return a random curve that varies slowly, with a standard deviation of 1."""
    knots = rng.standard_normal(int(t[-1] / every) + 3)
    return np.asarray(np.interp(t, np.arange(knots.size) * every, knots), dtype=np.float64)


def _hiss(rng: np.random.Generator, n: int, centre: float, width: float) -> Wave:
    """Return noise in a band around a frequency: `width` octaves below it to `width` octaves above it."""
    size = fft.next_fast_len(n, real=True)
    spectrum = fft.rfft(rng.standard_normal(size, dtype=np.float32))
    f = np.maximum(np.arange(spectrum.size, dtype=np.float32) * np.float32(SAMPLE_RATE / size), np.float32(1))
    spectrum /= 1 + (np.log2(f / np.float32(centre)) / np.float32(width)) ** 4
    return np.asarray(fft.irfft(spectrum, size)[:n], dtype=np.float32)


def _cycles(hz: float, cents: Curve, n: int) -> Numbers:
    """Return the phase of a tone at each of n samples, in periods since its start."""
    step = hz / SAMPLE_RATE * 2 ** (cents / 1200)
    edges = np.concatenate(([0.0], np.cumsum((step[:-1] + step[1:]) * (_HOP / 2))))
    bend = np.diff(step)[:, None] * (_RAMP**2 * (_HOP / 2))
    return np.asarray((edges[:-1, None] + step[:-1, None] * (_RAMP * _HOP) + bend).ravel()[:n], dtype=np.float64)


def _warp(wave: Wave, cents: Curve) -> Wave:
    """Play a wave at a speed that varies along a curve of cents. Samples are interpolated from four points."""
    at = np.minimum(_cycles(SAMPLE_RATE, cents, wave.size), wave.size - 4)
    i = at.astype(np.intp)
    x = (at - i).astype(np.float32)
    padded = np.concatenate((wave[:1] * 0, wave))
    a, b, c, d = (padded[i + k] for k in range(4))
    return np.asarray(b + x / 2 * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a))), np.float32)


def _modes(hz: Numbers, amp: Numbers, sigma: Numbers, n: int, rise: float = 0.001) -> Wave:
    """Return the sum of decaying sines, computed as one product of matrices: e^(s(b+i)) = e^(sb) e^(si)."""
    keep = (hz < TOP_HZ) & (hz > 15) & (np.abs(amp) > 1e-5)
    hz, amp, sigma = hz[keep, None], amp[keep, None], sigma[keep, None]
    outer = np.arange(-(-n // _BLOCK)) * (_BLOCK / SAMPLE_RATE)
    inner = np.arange(_BLOCK) / SAMPLE_RATE
    turn_o = (2 * np.pi * ((hz * outer) % 1.0)).astype(np.float32)
    turn_i = (2 * np.pi * ((hz * inner) % 1.0)).astype(np.float32)
    # The limit avoids denormal numbers, which are slow.
    size_o = amp.astype(np.float32) * np.exp(np.maximum(-sigma * outer, -60).astype(np.float32))
    size_i = np.exp((-sigma * inner).astype(np.float32))
    left = np.concatenate((np.sin(turn_o) * size_o, np.cos(turn_o) * size_o))
    right = np.concatenate((np.cos(turn_i) * size_i, np.sin(turn_i) * size_i))
    wave: Wave = (left.T @ right).ravel()[:n]
    edge = min(n, int(rise * SAMPLE_RATE) + 2)
    wave[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)
    return wave


def _tables(layer: Layer, hz: float) -> Wave:
    """Return one period of a tone at each of several loudness levels, from soft to loud: (_LEVELS, _TABLE + 1)."""
    p = layer.p
    k = np.arange(1, max(2, min(_TABLE // 4, int(TOP_HZ / hz) + 1)))
    f = k * hz
    amp = k ** (-p["slope"] / 6.02) * 10 ** (p["rough"] * layer.grain[(k - 1) % 512] / 20)
    even = p["even"] + (1 - p["even"]) / (1 + (p["merge"] / f) ** 4)  # the bore has no effect above its cut-off
    amp[1::2] *= even[1::2]
    amp[0] *= 10 ** (p["fund"] / 20)
    edge = p["cut"] * 2 ** (p["bright"] * (np.linspace(0, 1, _LEVELS)[:, None] - 0.6)) + hz * 0.5
    shape = (1 + (f / edge) ** 2) ** (-p["roll"] / 2)
    shape *= 1 + (10 ** (p["res"] / 20) - 1) / (1 + (5 * (f / edge - edge / f)) ** 2)
    spectrum = np.zeros((_LEVELS, _TABLE // 2 + 1), dtype=np.complex64)
    spectrum[:, k] = amp * shape * np.exp(1j * np.pi * (0.5 + 0.7 * layer.grain[(k * 7) % 512]))
    wave = fft.irfft(spectrum, axis=1)
    wave /= np.sqrt((wave**2).mean(axis=1, keepdims=True)) + 1e-12
    return np.concatenate((wave, wave[:, :1]), axis=1).astype(np.float32)


def _read(tables: Wave, cycles: Numbers, level: Curve) -> Wave:
    """Read wavetables at the given phases and levels, interpolating in both."""
    cycles *= _TABLE
    i = cycles.astype(np.intp)
    x = (cycles - i).astype(np.float32)
    i &= _TABLE - 1
    height = np.clip(_up(level, i.size) * (_LEVELS - 1), 0, _LEVELS - 1.001)
    row = height.astype(np.intp)
    height -= row
    i += row * (_TABLE + 1)
    flat = tables.ravel()
    low = flat.take(i)
    low += x * (flat[1:].take(i) - low)
    high = flat[_TABLE + 1 :].take(i)
    high += x * (flat[_TABLE + 2 :].take(i) - high)
    high -= low
    high *= height
    low += high
    return low


def _blow(layer: Layer, hz: float, n: int, seconds: float, loud: float, rng: np.random.Generator) -> Wave:
    """Synthesise a sustained tone (blown, bowed, sung or electronic) of one or many voices."""
    p, t = layer.p, _times(n)
    voices = max(1, round(p["voices"]))
    many = min(1.0, 0.4 * (voices - 1))  # each voice has its own vibrato
    ranks = [rank for rank in (layer.ranks * voices)[:voices] if hz * rank < TOP_HZ / 2]
    tables = {rank: _tables(layer, hz * rank) for rank in set(ranks)}
    total, envelope = np.zeros(n, dtype=np.float32), np.zeros_like(t)
    release = np.exp(np.minimum(0, seconds - t) * (5.5 / p["release"]))
    places = rng.permutation(len(ranks)) * (2 / max(1, len(ranks) - 1)) - (len(ranks) > 1)
    for rank, place in zip(ranks, places, strict=True):
        late = np.maximum(0, t - p["stagger"] * rng.random())
        attack = p["attack"] * (1.35 - 0.6 * loud) * (1 + 0.4 * many * (rng.random() - 0.5))
        attack = min(attack, max(0.004, seconds * 0.6))  # short notes have a quick attack
        onset = np.clip((t - p["delay"]) / (p["delay"] + 0.1) + many, 0, 1)
        rate = p["rate"] * (1 + rng.normal() * (0.03 + 0.1 * many))
        swing = onset * np.sin(2 * np.pi * (rate * t + rng.random() * (voices > 1) + 0.03 * _drift(rng, t, 0.2)))
        cents = place * p["spread"] + p["vib"] * swing + p["wobble"] * 0.5 * (_drift(rng, t, 0.08) + rng.normal())
        cents += p["scoop"] * rng.random() * np.exp(-t / 0.04)
        level = (0.2 + 0.75 * loud) * (1 - np.exp(-late / (attack * 0.8))) * (0.35 + 0.65 * release)
        level += p["famt"] * np.exp(-t / p["fdecay"]) + p["vibam"] * 0.3 * swing
        level += p["sweep"] * np.sin(2 * np.pi * (p["srate"] * t + rng.random()))
        own = np.sin(np.minimum(1, late / attack) * (np.pi / 2)) ** 2 * release
        own *= 1 - p["dip"] * (1 - np.exp(-late / p["fall"]))
        own *= (1 + 0.5 * p["vibam"] * swing) * (1 + p["flutter"] * _drift(rng, t, 0.012))
        if p["bow"]:
            strokes = p["bow"] * (1 + 0.08 * rng.normal()) * t + rng.random() + 0.1 * _drift(rng, t, 0.1)
            own *= 0.15 + 0.85 * np.abs(np.sin(np.pi * strokes)) ** 0.7
        total += _read(tables[rank], _cycles(hz * rank, cents, n) + rng.random(), level) * _up(own, n)
        envelope += own / voices
    if p["breath"] + p["chiff"] > 0:
        noise = p["breath"] * envelope * (1.2 - 0.4 * loud)
        noise += p["chiff"] * np.exp(-((t / (p["attack"] + 0.01) - 0.7) ** 2) * 4) * release
        # The pitch of the note shifts the centre frequency of the breath noise a little.
        hiss = _hiss(rng, n, p["air"] ** 0.8 * (2 * hz) ** 0.2, p["width"])
        total += hiss * _up(noise * np.sqrt(voices / (hiss**2).mean()), n)
    return total


def _string(layer: Layer, hz: float, n: int, seconds: float, loud: float, rng: np.random.Generator) -> Wave:
    """Synthesise plucked and hammered strings: each partial decays at its own rate, first fast, then slowly."""
    p, grain = layer.p, layer.grain
    k = np.arange(1, max(2, min(150, int(TOP_HZ / hz) + 1)))
    stiff = p["B"] * max(0.5, hz / 262) ** p["bexp"]  # low strings are wound, hence less stiff
    f = hz * k * np.sqrt((1 + stiff * k**2) / (1 + stiff))
    soft = p["soft"] * (hz / 262) ** p["strack"] * 2 ** (p["vbright"] * (loud - 0.6)) + hz * 0.3
    comb = np.sin(np.pi * k * p["pos"] * (1 + 0.08 * rng.normal()))
    amp = np.hypot(comb, 0.08 + 0.4 * p["buzz"]) / k ** (1 - 0.5 * p["buzz"])
    amp *= (1 + (f / soft) ** 2) ** (-p["roll"] / 2) * 10 ** (p["rough"] * grain[k - 1] / 20)
    if p["pick"] > 0:  # a pickup responds to the string's velocity at one point
        amp *= np.hypot(np.sin(np.pi * k * p["pick"]), 0.1) * (1 + 0.3 * np.minimum(k, 4))
    t60 = 1.3 * p["t60"] * (262 / hz) ** p["tslope"] / (1 + (f / p["fd"]) ** p["fexp"])
    sigma = 6.9 / np.maximum(t60 * np.exp(0.25 * grain[200 + k]), 0.03)
    strings = max(1, round(p["strings"]))
    parts = []
    for string in range(strings):
        place = 2 * string / (strings - 1) - 1 if strings > 1 else 0.0
        at = f * 2 ** (p["detune"] * (place + 0.2 * grain[500 + string]) / 1200)
        size = amp * (1 - 0.15 * string)
        parts.append((at, size * (1 - p["slow"]), sigma))
        if string < 2:
            parts.append((at * (1 + 0.0002 * grain[300 + k]), size * p["slow"], sigma / p["slowness"]))
        if p["buzz"] > 0:  # the bridge feeds the high partials first, the lower ones later
            parts.append((at, -0.7 * p["buzz"] * size * (k > 2), sigma + 250 * k / (k + 25)))
    if p["octave"] > 0.1:
        parts.append((2 * f, amp * p["octave"], sigma * 1.3))
    hzs, amps, sigmas = (np.concatenate(column) for column in zip(*parts, strict=True))
    wave = _modes(hzs, amps, sigmas, n, p["rise"])
    if p["vib"] > 2 or p["glide"]:
        t = _times(n)
        sway = p["vib"] * np.clip(t * 3 - 0.5, 0, 1) * np.sin(2 * np.pi * p["rate"] * (1 + 0.05 * rng.normal()) * t)
        wave = _warp(wave, sway + p["glide"] * loud * np.exp(-t / 0.06))
    return wave


def _strike(layer: Layer, hz: float, n: int, seconds: float, loud: float, rng: np.random.Generator) -> Wave:
    """Synthesise struck bars, bells and drum skins as a sum of a few decaying vibrations."""
    p, count = layer.p, len(layer.pairs)
    ratio, amp = layer.pairs.T
    f = hz * ratio * (1 + np.where(ratio == 1, 0, p["stretch"]) * layer.grain[:count])
    slope = p["tilt"] - p["vbright"] * (loud - 0.6) * 2
    place = 1.5 * rng.standard_normal(count)  # every stroke hits a different point
    amp = amp * 10 ** ((p["rough"] * layer.grain[50 : 50 + count] + place - slope * np.log2(ratio)) / 20)
    t60 = p["t60"] * (523 / hz) ** p["tslope"] / (1 + (f / p["fd"]) ** p["fexp"]) * (1 + (hz / p["fd"]) ** 0.5)
    sigma = 6.9 / np.maximum(t60, 0.015)
    if p["double"] > 0:  # a bell is not perfectly round, so each mode is a close pair
        split = p["double"] / 4 * (1 + 0.4 * layer.grain[100 : 100 + count])
        f, amp, sigma = np.concatenate((f - split, f + split)), np.tile(amp, 2), np.tile(sigma, 2)
    wave = _modes(f, amp, sigma, n, p["rise"])
    return _warp(wave, p["glide"] * loud * np.exp(-_times(n) / 0.07)) if abs(p["glide"]) > 1 else wave


def _drawbars(layer: Layer, hz: float, n: int, seconds: float, loud: float, rng: np.random.Generator) -> Wave:
    """Synthesise a tonewheel organ with key click, percussion and a rotating speaker (horn and drum)."""
    p, t = layer.p, _times(n)
    ratio, bar = layer.pairs.T
    f = hz * np.where(hz * ratio > 5900, ratio / 2, ratio)  # tones above 5.9 kHz are replaced by those an octave lower
    amp = np.where(bar > 0, 10 ** (((bar - 8) * 3 + layer.grain[: f.size]) / 20), 0)
    leak = hz * 2 ** (np.array([-13, -1, 1, 11, 13, 23, 25]) / 12)
    f, amp = np.concatenate((f, leak)), np.concatenate((amp, np.full(leak.size, p["leak"])))
    spinning = layer.grain[400] > -0.3  # most players use the rotating speaker
    total = np.zeros(n, dtype=np.float32)
    for group, rate, doppler, swell in ((f <= 800, 0.87, 3, 0.25), (f > 800, 1.0, 10, 0.5)):
        spin = np.sin(2 * np.pi * (p["fast" if spinning else "slow"] * rate * t + rng.random()))
        part = _modes(f[group], amp[group], 0 * f[group], n)
        part = _warp(part, p["depth"] * doppler * (1 if spinning else 0.2) * spin)
        total += part * _up(1 - p["depth"] * swell * (0.5 + 0.5 * spin), n)
    if p["perc"] > 0.05:
        struck = np.array([hz * (2 if layer.grain[401] > 0 else 3), p["perc"], 4 / p["pdecay"]])[:, None]
        total += _modes(struck[0], struck[1], struck[2], n)
    for moment, size in ((0.0, 1.0), (seconds, 0.6)):
        at = int(moment * SAMPLE_RATE)
        k = min(n - at, int(0.004 * SAMPLE_RATE * (1 + rng.random())))
        click = np.diff(rng.standard_normal(k + 1, dtype=np.float32)) * np.hanning(k).astype(np.float32)
        total[at : at + k] += click * np.float32(p["click"] * size)
    return total


def _tine(layer: Layer, hz: float, n: int, seconds: float, loud: float, rng: np.random.Generator) -> Wave:
    """Synthesise a struck tine or reed. The louder it is, the more the pickup distorts its sine."""
    p = layer.p
    one = np.ones(1)
    swing = _modes(one * hz, one, one * 6.9 / (p["t60"] * (262 / hz) ** 0.5), n + 1) * (p["bark"] * (0.25 + loud))
    swing -= np.float32(p["offset"])
    curved = np.tanh(swing * (1 + 2 * p["reed"])) if p["reed"] else np.exp(-(swing**2))
    bell = hz * p["bellratio"] * (1 + 0.01 * layer.grain[0])
    return _peak(np.diff(curved)) + _modes(one * bell, one * p["bell"] * 2 * loud, one * 6.9 / p["belldec"], n)


def _fm(layer: Layer, hz: float, n: int, seconds: float, loud: float, rng: np.random.Generator) -> Wave:
    """Synthesise a tone by frequency modulation with two pairs of operators: one warm, one bright and short."""
    p, t = layer.p, _times(n)
    turn = np.float32(2 * np.pi)
    total = np.zeros(n, dtype=np.float32)
    for which, side in (("", 0.5), ("2", -0.5)):
        ratio = p["ratio" + which]
        ratio = min(round(ratio) if ratio > 6 else ratio, max(1, int(TOP_HZ / 2 / hz)))
        cycles = _cycles(hz, np.full(t.size, side * p["detune"]), n)
        inner = np.sin(turn * ((cycles * ratio) % 1.0).astype(np.float32))
        depth = _up(p["index" + which] * 2 * loud * np.exp(-t / p["idecay" + which]), n)
        total += np.sin(turn * (cycles % 1.0).astype(np.float32) + depth * inner)
    total *= _up(np.exp(-t * 6.9 / (p["t60"] * (262 / hz) ** 0.4)) * np.minimum(1, t / 0.002), n)
    return total


_WAYS: dict[str, Callable[[Layer, float, int, float, float, np.random.Generator], Wave]] = {
    "blow": _blow,
    "string": _string,
    "strike": _strike,
    "drawbars": _drawbars,
    "tine": _tine,
    "fm": _fm,
}
