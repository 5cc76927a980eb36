
7
aPlaceholder*
dtype0*
shape:ÿÿÿÿÿÿÿÿÿ
7
bPlaceholder*
dtype0*
shape:ÿÿÿÿÿÿÿÿÿ

addAddV2ab*
T0
"
IdentityIdentityadd*
T0"ª